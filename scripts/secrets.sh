#!/usr/bin/env bash
# Writes the passwords that docker-compose.yml hands to its services, each once: what is
# there already stays.
set -euo pipefail
cd "$(dirname "$0")/../deploy"

umask 077
mkdir -p secrets
cd secrets

random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
# put NAME TEXT: containers run as users of their own, so files are readable; the folder
# keeps other users of this machine out.
put() {
	if [[ -e $1 ]]; then
		echo "kept $1"
		return
	fi
	printf '%s' "$2" >"$1"
	chmod 444 "$1"
	echo "wrote $1"
}

if [[ -e postgres_password ]]; then postgres=$(<postgres_password); else postgres=$(random); fi
put postgres_password "$postgres"
put database_url "postgres://microconsent:$postgres@postgres:5432/microconsent?sslmode=disable"

if [[ -e redis_url ]]; then redis=$(sed -E 's|redis://:([^@]*)@.*|\1|' redis_url); else redis=$(random); fi
put redis_url "redis://:$redis@redis:6379/0"
put grafana_password "$(random)"
put redis_conf "requirepass $redis
dir /data
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"
