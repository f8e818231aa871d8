#!/usr/bin/env bash
# Runs the processes of docker-compose.yml without containers, on free loopback ports:
# PostgreSQL, Redis with a password, two web and three worker processes. It submits to one
# web process, reads the result from the other, and stops all. MICROCONSENT is the binary.
set -euo pipefail
program=$(realpath "${MICROCONSENT:-$(dirname "$0")/../bin/microconsent}")
dir=$(mktemp -d)
pids=()

stop() {
	local code=$? pid
	trap - EXIT
	for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
	for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
	((code == 0)) || tail -n 5 "$dir"/*.log >&2 || true
	as_server "$pgbin/pg_ctl" -D "$dir/pg/data" -m fast -w stop >/dev/null 2>&1 || true
	rm -rf "$dir"
	exit "$code"
}
free_port() { # one that nobody listens on
	local port
	while port=$((20000 + RANDOM % 12000)); (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
	echo "$port"
}
# PostgreSQL refuses to run as root.
as_server() { if (($(id -u) == 0)); then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
within() { # seconds, command: again and again until it succeeds
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || { echo "not in time: $*" >&2; return 1; }
		sleep 0.2
	done
}
run() { # name, settings..., --, arguments
	local name=$1
	shift
	env "$@" >"$dir/$name.log" 2>&1 &
	pids+=($!)
}

pgbin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/postgres' | sort -V | tail -n 1 || command -v postgres)")
trap stop EXIT
chmod 755 "$dir"
mkdir "$dir/pg" "$dir/home"
(($(id -u) != 0)) || chown nobody "$dir/pg"
pg=$(free_port) redis=$(free_port) web1=$(free_port) web2=$(free_port)
cd "$dir/home"

(cd "$dir/pg" && as_server "$pgbin/initdb" -D "$dir/pg/data" -A trust -U microconsent -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null)
(cd "$dir/pg" && as_server "$pgbin/pg_ctl" -D "$dir/pg/data" -w -l "$dir/pg/log" -o "-p $pg -k $dir/pg -h 127.0.0.1" start >/dev/null)
run redis redis-server --bind 127.0.0.1 --port "$redis" --save "" --requirepass secret

export MICROCONSENT_DATABASE_URL="postgres://microconsent@127.0.0.1:$pg/postgres?sslmode=disable"
export MICROCONSENT_REDIS_URL="redis://:secret@127.0.0.1:$redis/0"
export MICROCONSENT_BLOB_URL="file://$dir/home/blobs" MICROCONSENT_API_KEY=layout
"$program" migrate up >/dev/null
run web1 MICROCONSENT_LISTEN="127.0.0.1:$web1" "$program" web
run web2 MICROCONSENT_LISTEN="127.0.0.1:$web2" "$program" web
for n in 1 2 3; do run "worker$n" "$program" worker --name "w$n" --concurrency 2; done
for port in "$web1" "$web2"; do within 30 curl -fsS "http://127.0.0.1:$port/readyz"; done
three() { [[ $("$program" workers info | grep -c '^w[123] ') == 3 ]]; }
within 30 three

id=$(curl -fsS -H 'X-API-Key: layout' -H 'Content-Type: application/json' "http://127.0.0.1:$web1/api/v1/analyses" \
	-d '{"source": "<html lang=en><div id=cookie-banner><p>We use cookies.</p><button>Accept all</button></div></html>"}' |
	sed -E 's/^\{(.*[^_])?"id":"([^"]+)".*/\2/')
completed() { curl -fsS -H 'X-API-Key: layout' "http://127.0.0.1:$web2/api/v1/analyses/$id" | grep -q '"status":"completed"'; }
within 30 completed
echo "2 web and 3 workers: submitted at one web process, read from the other"
