"""ssh's own settings of a host: `ssh -G`, the authority where it is installed.

It reads the configuration and connects to nobody; `Match exec` commands of the operator's own configuration run as they
do at every `ssh`. No terminal, no input, a bound on the time, and its whole process group ends with it.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line
from mindie_tui.remote.transport.ssh.config.files import SYSTEM, default_path

LIMIT_S = 15.0
"""So long a Match exec and the names that CanonicalizeHostname looks up may take."""
Said = dict[str, list[str]]
"""By keyword in lower case, the value of each of its lines."""
_ALWAYS = ("hostname", "user", "port", "stricthostkeychecking")
"""Each release of OpenSSH says these, and once."""
_ONCE = (
    "userknownhostsfile globalknownhostsfile revokedhostkeys hostkeyalias proxyjump proxycommand knownhostscommand "
    "hostkeyalgorithms casignaturealgorithms checkhostip"
).split()
_NOISE = ("Pseudo-terminal will not be allocated", "debug")


def program() -> str | None:
    """The ssh of this machine, None where none knows -G."""
    return shutil.which("ssh")


Children = set[subprocess.Popen[bytes]]


def ask(
    path: Path | None,
    alias: str,
    user: str | None = None,
    port: int | None = None,
    children: Children | None = None,
    limit_s: float = LIMIT_S,
) -> Said | None:
    """What `ssh -G` prints for `alias`. None where there is no ssh to ask. Raises Refused with what ssh refuses.

    `path`: the file of --ssh-config; None for the operator's and the system's. Takes 5 ms; call it in a thread.
    `children`: the process is in there while it runs, for `stop`.
    """
    ssh = program()
    if ssh is None:
        return None
    words = [ssh, "-G"]
    text = b""
    if path is not None:
        words += ["-F", str(path.absolute())]
    elif not _home_is_ssh_s():
        text = _both_files()
        words += ["-F", "/dev/stdin"]
    words += ["-l", user] if user is not None else []
    words += ["-p", str(port)] if port is not None else []
    status, out, err = _run([*words, "--", alias], text, set() if children is None else children, limit_s)
    if status == 0:
        return _lines(out, ssh)
    why = "; ".join(dict.fromkeys(one_line(s) for s in err.splitlines() if s.strip() and not s.startswith(_NOISE)))
    if re.search(r"(unknown|illegal|invalid) option\W+G\b", why, re.IGNORECASE):
        return None  # before OpenSSH 6.8, or another program of that name
    raise Refused(
        Message("ssh refuses the configuration of {alias}: {why}", alias=alias, why=why or f"status {status}"),
        where=str(path or default_path() or SYSTEM),
        do="fix what it names, or name another file with --ssh-config",
    )


@cache
def defaults() -> Said:
    """What ssh says where no file says anything; empty where there is no ssh."""
    with suppress(Refused):
        return ask(Path("/dev/null"), "localhost") or {}
    return {}


def own_known_hosts() -> str:
    """What `ssh -G` prints for UserKnownHostsFile where no file names one."""
    return f"{_home()}/.ssh/known_hosts {_home()}/.ssh/known_hosts2"


def _home() -> str:
    """The home that ssh goes by: the password file's. We go by $HOME; mostly that is one."""
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return os.path.expanduser("~")


def _home_is_ssh_s() -> bool:
    return os.path.realpath(_home()) == os.path.realpath(os.path.expanduser("~"))


def _both_files() -> bytes:
    """The operator's file and then the system's, as ssh would read them if $HOME were its home."""
    files = [path for path in (default_path(), SYSTEM if SYSTEM.is_file() else None) if path is not None]
    quoted = (re.sub(r'([\\"])', r"\\\1", re.sub(r"([\[\]*?])", r"\\\1", str(path))) for path in files)
    return "".join(f'Include "{name}"\n' for name in quoted).encode("utf-8", "surrogateescape")


def stop(children: Children) -> None:
    """End what still runs."""
    for child in list(children):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _run(words: list[str], text: bytes, children: Children, limit_s: float) -> tuple[int, str, str]:
    source: int = subprocess.DEVNULL
    if text:  # a file, because ssh may read it twice
        source = os.memfd_create("ssh_config", os.MFD_CLOEXEC)
        os.write(source, text)
        os.lseek(source, 0, os.SEEK_SET)
    try:
        child = subprocess.Popen(
            words, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
    except OSError as error:
        raise Refused(
            Message("`ssh -G` could not be started: {strerror}", strerror=error.strerror), where=words[0]
        ) from error
    finally:
        if text:
            os.close(source)
    with child:
        children.add(child)
        try:
            out, err = child.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise Refused(
                Message("`ssh -G {words}` gave no answer within {limit_s:g} s", words=words[-1], limit_s=limit_s),
                do="look at the Match exec and CanonicalizeHostname lines of the SSH configuration",
            ) from None
        finally:
            children.discard(child)
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
    return child.returncode, out.decode("utf-8", "surrogateescape"), err.decode("utf-8", "replace")


def _lines(text: str, ssh: str) -> Said:
    """Raises Refused for another text than a configuration: a program of that name, or words that hold a line break."""
    said: Said = {}
    for line in text.removesuffix("\n").split("\n"):  # other ends of lines are letters to ssh
        keyword, _, value = line.partition(" ")
        said.setdefault(keyword.lower(), []).append(value)
    odd = [keyword for keyword in _ALWAYS if len(said.get(keyword, ())) != 1]
    odd += [keyword for keyword in _ONCE if len(said.get(keyword, ())) > 1]
    if odd or not said["port"][0].isdecimal():
        raise Refused(
            Message(
                "`ssh -G` does not answer with one configuration: {odd} is not said once", odd=(odd or ["port"])[0]
            ),
            where=ssh,
            do="put OpenSSH's own ssh first in PATH, and look for output that a wrapper of ssh adds",
        )
    return said
