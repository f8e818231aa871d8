# Two commands are enough on a new machine: `make run` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

BIN      := bin/microconsent
LINT     := bin/golangci-lint
CORPUS   ?= ../shared/corpus
DATA     ?= ../shared/data
FUZZTIME ?= 10s
BENCH    ?= .

# The same for every command, so that they share what the compiler has cached: a static
# binary, gin without MessagePack, nothing for a debugger, and no inlining but where the time
# goes. With a compiler that does not collect garbage (see build) that saves a third of a cold
# build; a release (deploy/Dockerfile) and plain `go build` need none of it.
inlined := std github.com/klauspost/... microconsent/internal/detect/...
export CGO_ENABLED := 0
export GOFLAGS     := -tags=nomsgpack -ldflags=-s '-gcflags=all=-l -dwarf=false' $(inlined:%=-gcflags=%=-dwarf=false) $(GOFLAGS)

.PHONY: help run dev build assets seed test test-race check lint generate verify bench chaos layout bench-history eval fuzz pictures storybook clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build seed ## Start everything with sample data; prints the address and, the first time, a set-up link
	@exec $(BIN) serve

dev: assets ## Start with live reload at http://127.0.0.1:7331 after each saved change
	go tool templ generate --watch --proxy=http://127.0.0.1:8080 --open-browser=false \
		--cmd="go run ./cmd/microconsent serve"

build: ## Build bin/microconsent
	@scripts/assets.sh
	GOGC=off go build -p 4 -o $(BIN) ./cmd/microconsent

assets: ## Put htmx and ECharts into static/vendor (needs npm; pages work without)
	@scripts/assets.sh

seed: build ## Make the database and load sample analyses when there is none
	@$(BIN) init --seed

test: ## Find or install what the tests need, then run them all
	@scripts/test.sh

test-race: ## The same with the race detector
	@CGO_ENABLED=1 scripts/test.sh -race

check: lint ## Formatting, go vet, linters and the freshness of generated code
	@scripts/check.sh

lint: $(LINT) ## golangci-lint with the rules of .golangci.yml
	$(LINT) run

$(LINT): tools/go.mod tools/go.sum
	cd tools && go build -o ../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

generate: ## Write generated code anew
	go tool templ generate

verify: ## Fail when generated code or go.mod is not up to date
	@scripts/verify.sh

bench: ## Run the benchmarks, compiled as a release is (BENCH=pattern); the engine's needs CORPUS=folder
	GOFLAGS=-tags=nomsgpack MICROCONSENT_CORPUS=$(realpath $(CORPUS)) go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

chaos: ## Kill workers, Redis and PostgreSQL under JOBS (2000) jobs, and count what is lost
	MICROCONSENT_TEST_REQUIRE=1 go test -count=1 -timeout 30m -v -run '^TestChaos' ./cmd/microconsent -chaos-jobs $(or $(JOBS),2000)

layout: build ## Run the processes of docker-compose.yml without containers, and ask them
	@scripts/layout.sh

bench-history: ## Measure the history, compiled as a release is, with N analyses (1000000: 30 GB below TMPDIR, or kept in the empty PostgreSQL database HISTORY_URL)
	GOFLAGS=-tags=nomsgpack nice -n 10 go test -count=1 -timeout 4h -v -run '^TestHistorySpeed$$' ./internal/store -history $(or $(N),1000000) -history-url "$(HISTORY_URL)" -history-lite-url "$(HISTORY_LITE_URL)" -history-only '$(ONLY)' -history-report '$(REPORT)'

eval: ## Score the engine on labelled pages (CORPUS=folder DATA=folder)
	go run ./internal/detect/eval -corpus $(CORPUS) -data $(DATA) -doc docs/model.md

fuzz: ## Run each fuzzer for FUZZTIME (10s)
	@FUZZTIME=$(FUZZTIME) scripts/fuzz.sh

pictures: ## Take the pictures of docs/pictures anew
	go test -count=1 -run '^TestPictures$$' ./internal/e2e -pictures $(CURDIR)/docs/pictures

storybook: ## Write every page in every state to STORYBOOK (storybook/), with an index
	go test -count=1 -run '^TestBook$$' ./views/storybook -book $(abspath $(or $(STORYBOOK),storybook))
	@echo "Open $(or $(STORYBOOK),storybook)/index.html"

clean: ## Remove what was built; ./data stays
	rm -rf bin dist storybook node_modules
	find static/vendor -type f ! -name .gitkeep -delete
