#!/usr/bin/env bash
# Fails when generated code or go.mod is not what the sources ask for.
set -euo pipefail
cd "$(dirname "$0")/.."

generated() { git ls-files --cached --others --exclude-standard '*_templ.go' | sort | xargs -r sha256sum; }

before=$(generated)
go tool templ generate >/dev/null
if [[ $before != "$(generated)" ]]; then
	echo "generated code was not up to date; it is now: commit it" >&2
	exit 1
fi
go mod tidy -diff
go mod verify
