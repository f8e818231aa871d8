#!/usr/bin/env bash
# Finds or installs what the tests need, then runs them; arguments go to `go test`.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/needs.sh
source scripts/needs.sh

provide_services
export MICROCONSENT_TEST_REQUIRE=1
scripts/assets.sh --require
[[ $# -gt 0 && ${!#} == ./* ]] || set -- "$@" ./...
exec go test -timeout 15m "$@"
