#!/usr/bin/env bash
# Puts the browser scripts into static/vendor. Without npm, or when it fails, the program is
# built without them: every page then works as plain links and forms.
# With --require a missing npm is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

require=${1:-}
installed=node_modules/.package-lock.json
built=static/vendor/LICENSES.txt

fail() {
	echo "note: $1; the pages work as plain forms, without live updates and charts" >&2
	[[ $require != --require ]]
	exit
}

# newer A B...: whether A exists and is at least as new as every B.
newer() {
	local made=$1 source
	shift
	[[ -e $made ]] || return 1
	for source; do
		[[ ! $source -nt $made ]] || return 1
	done
}

command -v npm >/dev/null || fail "npm is not here, so htmx and ECharts are left out"
if ! newer "$installed" package-lock.json; then
	npm ci --ignore-scripts --no-audit --no-fund >&2 || fail "npm ci failed, so htmx and ECharts are left out"
	touch "$installed"
fi
if ! newer "$built" package-lock.json scripts/assets.mjs scripts/echarts.entry.mjs; then
	node scripts/assets.mjs || fail "the browser scripts could not be built"
fi
