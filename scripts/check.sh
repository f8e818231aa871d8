#!/usr/bin/env bash
# Formatting, go vet and generated code. The linters proper: make lint.
set -euo pipefail
cd "$(dirname "$0")/.."

unformatted=$(git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$' | xargs -r gofmt -l)
if [[ -n $unformatted ]]; then
	printf 'gofmt would change:\n%s\n' "$unformatted" >&2
	exit 1
fi
go vet ./...
if [[ -d views ]]; then
	go tool templ fmt -fail views
fi
scripts/verify.sh
