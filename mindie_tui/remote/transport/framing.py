"""Commands built around a Command: one that ends with its reader, one that follows a file."""

from __future__ import annotations

from mindie_tui.model.shell import Command, sh

_WATCHED = """trap gone=yes USR1
exec 3<&0 4< <(head -c "$1" <&3; exec >/dev/null 2>&1; while read -r -u 3 _; do :; done; kill -USR1 "$$")
watch=$!
exec 3<&-
setsid bash -c "$2" <&4 4<&- &
job=$!
exec 4<&-
[ -n "$gone" ] || wait "$job"
status=$?
kill "$watch" 2>/dev/null
if [ -n "$gone" ]; then
  kill -TERM -- "-$job" 2>/dev/null || kill -TERM "$job" 2>/dev/null
  for tenth in {1..30}; do kill -0 -- "-$job" 2>/dev/null || exit 143; sleep 0.1; done
  kill -KILL -- "-$job" 2>/dev/null
fi
exit "$status"
"""
"""Runs $2 in a process group of its own, fed with the first $1 bytes; ends it at the end of standard input.

Neither sshd nor docker ends a command whose reader has gone: the end of standard input reaches it through both.
"""


def end_with_input(command: Command) -> Command:
    """`command`, ended (TERM, then KILL) as soon as its standard input is closed. Its own input is `command.stdin`."""
    words = ["bash", "-c", _WATCHED, "mindie-tui", str(len(command.stdin)), command.text]
    return sh("{}", words).with_stdin(command.stdin)


_FOLLOW = """path=$1
case $path in "~/"*) path=$HOME/${path#"~/"} ;; esac
exec 3<&0
until [ -r "$path" ]; do
  read -r -t 0.2 -u 3 _
  [ $? -gt 128 ] || exit 0
done
tail -c "+$2" -f -- "$path" </dev/null 3<&- &
tail=$!
(while read -r -u 3 _; do :; done; kill "$tail") >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$tail"
status=$?
kill "$watch" 2>/dev/null
exit "$status\""""


def follow_file(path: str, offset: int) -> Command:
    """The bytes of a file from `offset` on, also before it exists, until standard input ends. "~/" is $HOME there."""
    return sh("{}", ["bash", "-c", _FOLLOW, "mindie-tui", path, str(offset + 1)])
