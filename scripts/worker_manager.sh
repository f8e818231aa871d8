#!/bin/sh
# Looks at the workers, starts one, or removes old jobs, under the earlier system's name. The
# commands are: microconsent workers info, worker, jobs cleanup.
set -eu
program=${MICROCONSENT:-microconsent}
case ${1:-info} in
info | status) exec "$program" workers info ;;
start)
	shift
	exec "$(dirname "$0")/start_worker.sh" "$@"
	;;
cleanup) exec "$program" jobs cleanup --older-than "${2:-7d}" ;;
*)
	echo "usage: worker_manager.sh [info | start [-q queues] [-c jobs] [-n name] | cleanup [age]]" >&2
	exit 2
	;;
esac
