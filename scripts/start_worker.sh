#!/bin/sh
# Starts a worker, under the earlier system's name: -q queues with commas, -c jobs at once,
# -n its name. The command is: microconsent worker.
set -eu
queues= jobs= name=
while getopts q:c:n: flag; do
	case $flag in
	q) queues=$OPTARG ;;
	c) jobs=$OPTARG ;;
	n) name=$OPTARG ;;
	*)
		echo "usage: start_worker.sh [-q high,default,low] [-c jobs] [-n name]" >&2
		exit 2
		;;
	esac
done
exec "${MICROCONSENT:-microconsent}" worker ${queues:+--queues "$queues"} ${jobs:+--concurrency "$jobs"} ${name:+--name "$name"}
