#!/usr/bin/env bash
# Runs each fuzzer of the module for FUZZTIME; stops at the first that finds something.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t packages < <(git grep -l --untracked '^func Fuzz' -- '*_test.go' | xargs -r -n1 dirname | sort -u)
for package in "${packages[@]}"; do
	mapfile -t fuzzers < <(go test -list '^Fuzz' "./$package" | grep '^Fuzz')
	for name in "${fuzzers[@]}"; do
		echo "== $package $name"
		go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-10s}" "./$package"
	done
done
