#!/bin/sh
# mindie-tui with the Python beside it.
me=$0
case $me in */*) ;; *) me=$(command -v -- "$me") ;; esac
n=0
while [ -h "$me" ] && [ $n -lt 20 ]; do
    to=$(readlink "$me") || { echo "$me: a symbolic link, and there is no readlink here; call the file itself" >&2; exit 1; }
    case $to in /*) me=$to ;; *) me=${me%/*}/$to ;; esac
    n=$((n + 1))
done
top=$(CDPATH= cd -- "${me%/*}/.." && pwd -P) || exit 1
TERMINFO_DIRS=${TERMINFO_DIRS-:$top/share/terminfo}
export TERMINFO_DIRS
exec "$top/lib/native/@LOADER@" --library-path "$top/lib/native" --argv0 "$top/bin/python3" "$top/lib/native/python3.11" -I -m mindie_tui "$@"
