"""`exec` of a demo node's container engines: it becomes the command, no process stays between.

The command is in a new session, as runc starts it: a daemon that is the direct command of `docker exec` leads its
session, and its setpgrp() fails as in a real container.
"""

from __future__ import annotations

import os

from engine import fail, find, options

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from typing import NoReturn

    from engine import Record, Refuse
RUNC = "OCI runtime exec failed: exec failed: unable to start container process: "


def execute(words: list[str], refuse: Refuse) -> NoReturn:
    """Become a command inside. `refuse("absent" or "stopped", ...)` says why not, in an engine's words."""
    flags = {f: f for f in ("-i", "--interactive", "-t", "--tty", "-d", "--detach", "--privileged")}
    valued = {"-w": "dir", "--workdir": "dir", "-e": "env", "--env": "env", "-u": "user", "--user": "user"}
    asked, rest = options(words, flags, valued)
    if len(rest) < 2:
        fail("\"docker exec\" requires at least 2 arguments.\nSee 'docker exec --help'.")
    name, command = rest[0], rest[1:]
    one = find(name)
    if not one:
        refuse("absent", name)
    assert one  # or it was refused
    if one["state"] != "running":
        refuse("stopped", one)
    if "-t" in asked or "--tty" in asked:
        fail("the input device is not a TTY")
    environment = _environment(one, asked.get("env", []))
    folder = asked.get("dir", [environment["HOME"]])[-1]
    try:
        os.chdir(folder)
    except OSError:
        fail(f'{RUNC}chdir to cwd ("{folder}") set in config.json failed: no such file or directory: unknown', 126)
    if not any(flag in asked for flag in ("-i", "--interactive")):
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if os.getpid() != os.getsid(0):
        _lead_a_session()
    try:
        os.execvpe(command[0], command, environment)
    except FileNotFoundError:
        fail(RUNC + f'exec: "{command[0]}": executable file not found in $PATH: unknown', 127)
    except PermissionError:
        fail(RUNC + f'exec: "{command[0]}": permission denied: unknown', 126)


def _environment(one: Record, given: list[str]) -> dict[str, str]:
    """The environment inside: the node's, the container's, what the line gives."""
    environment = dict(os.environ, MINDIE_DEMO_CONTAINER=one["id"], **one["environment"])
    pairs = (text.partition("=") for text in given)
    return environment | {key: value for key, equals, value in pairs if equals}


def _lead_a_session() -> None:
    """Who leads a group may not become the leader of a session: then a child does, and this process waits for it."""
    if os.getpid() == os.getpgid(0):
        child = os.fork()
        if child:
            os.closerange(0, 2)
            _, ended = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(ended)
            os._exit(128 - code if code < 0 else code)
    os.setsid()
