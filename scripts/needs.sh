# shellcheck shell=bash
# What the tests need beside Go, and how to get it. Sourced by test.sh.
#
#   PostgreSQL   MICROCONSENT_TEST_POSTGRES_URL, else initdb on this machine
#   Redis        MICROCONSENT_TEST_REDIS_URL, else redis-server on this machine
#   Chromium     MICROCONSENT_TEST_CHROMIUM, else chromium-headless-shell or chromium
#   Node.js      npm, for axe-core, html-validate and the scripts of the pages
#
# What is missing is installed from Debian's packages when we are root. Otherwise Docker
# runs the two servers, when it is there. What is missing then is named.

have_postgres() {
	[[ -n ${MICROCONSENT_TEST_POSTGRES_URL:-} ]] || command -v initdb >/dev/null ||
		compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}
have_redis() { [[ -n ${MICROCONSENT_TEST_REDIS_URL:-} ]] || command -v redis-server >/dev/null; }
have_chromium() {
	[[ -n ${MICROCONSENT_TEST_CHROMIUM:-} ]] || command -v chromium-headless-shell >/dev/null ||
		command -v chromium >/dev/null || command -v google-chrome >/dev/null
}
have_node() { command -v npm >/dev/null; }

missing() {
	have_postgres || echo PostgreSQL
	have_redis || echo Redis
	have_chromium || echo Chromium
	have_node || echo Node.js
}

install_debian() {
	local packages=()
	have_postgres || packages+=(postgresql)
	have_redis || packages+=(redis-server)
	have_node || packages+=(nodejs npm)
	apt-get update -q >&2
	if ! have_chromium; then
		packages+=(fonts-dejavu-core)
		if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
			packages+=(chromium-headless-shell)
		else
			packages+=(chromium)
		fi
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" >&2
}

# start_docker runs PostgreSQL and Redis on loopback ports and names them to the tests.
start_docker() {
	docker compose -f deploy/compose.test.yml up --detach --wait >&2
	export MICROCONSENT_TEST_POSTGRES_URL=${MICROCONSENT_TEST_POSTGRES_URL:-postgres://microconsent:microconsent@127.0.0.1:55432/microconsent?sslmode=disable}
	export MICROCONSENT_TEST_REDIS_URL=${MICROCONSENT_TEST_REDIS_URL:-redis://127.0.0.1:56379/0}
}

provide_services() {
	if [[ -n $(missing) && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
		echo "installing for the tests: $(missing | paste -sd' ')" >&2
		install_debian || echo "apt-get failed" >&2
	fi
	if { ! have_postgres || ! have_redis; } && docker info >/dev/null 2>&1; then
		start_docker || echo "docker compose failed" >&2
	fi
	[[ -n $(missing) ]] || return 0
	explain
	return 1
}

explain() {
	echo "The tests need these, and they are not on this machine:" >&2
	have_postgres || echo "  PostgreSQL: install the package postgresql, or set MICROCONSENT_TEST_POSTGRES_URL" >&2
	have_redis || echo "  Redis: install the package redis-server, or set MICROCONSENT_TEST_REDIS_URL" >&2
	have_chromium || echo "  Chromium: install the package chromium-headless-shell or chromium, or set MICROCONSENT_TEST_CHROMIUM to its path" >&2
	have_node || echo "  Node.js: install the packages nodejs and npm" >&2
	echo "As root on Debian, make test installs them itself." >&2
}
