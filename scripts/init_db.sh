#!/bin/sh
# Makes the schema, under the earlier system's name: -s loads sample analyses, -f drops
# everything first (asks; -y does not). The command is: microconsent init.
set -eu
options=
while getopts sfy flag; do
	case $flag in
	s) options="$options --seed" ;;
	f) options="$options --force" ;;
	y) options="$options --yes" ;;
	*)
		echo "usage: init_db.sh [-s] [-f] [-y]" >&2
		exit 2
		;;
	esac
done
# shellcheck disable=SC2086 # words without spaces
exec "${MICROCONSENT:-microconsent}" init $options
