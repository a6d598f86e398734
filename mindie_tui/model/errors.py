"""The tree of errors. Each says what happened, where, and what to do, in one sentence for an operator.

    MindieTuiError
    ├── CommandLineError      the command line is wrong (exit status 64)
    ├── Refused               nothing was changed on any node (1)
    │   ├── ProfileError      a profile, theme or config.json that cannot be read: file, line, column, key
    │   └── LockHeld          another operator works on this node
    ├── LinkError             one node; the others go on
    │   ├── Unreachable       no answer, connection refused, time-out
    │   ├── Lost              was connected, the line dropped
    │   ├── LoginRefused      no key or password was accepted
    │   ├── HostKeyUnknown    not in known_hosts; carries the fingerprint
    │   ├── HostKeyChanged    differs from known_hosts; carries file and line
    │   └── CommandFailed     the node answered with a status that is not 0
    ├── LaunchFailed          something was changed; each node's standing is printed (2)
    ├── CannotBench           the service runs, the bench could not be measured (4)
    └── StoreError            this machine's disk: full, not writable, a run that is not there

asyncssh's own errors end in `remote/transport/ssh`, the operating system's where a file is opened.
"""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.message import Message, joined, phrase


class MindieTuiError(Exception):
    """The root: `what` happened, `where` (file, node, key), what to `do`; `exit_status` of the headless face."""

    exit_status = 1

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.do = what, where, do

    def __str__(self) -> str:
        """One line, as a message: ``where: what; do``."""
        head = phrase(self.what)
        if self.where:
            head = Message("{where}: {what}", where=self.where, what=head)
        return joined(head, phrase(self.do))


class CommandLineError(MindieTuiError):
    exit_status = 64


class Refused(MindieTuiError):
    """Nothing was changed on any node."""


class ProfileError(Refused):
    """A YAML or JSON document that cannot be read. `line` and `column` count from 1, 0 where unknown."""

    def __init__(self, what: str, *, file: str, line: int = 0, column: int = 0, key: str = "", do: str = "") -> None:
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(Message("{key}: {what}", key=key, what=phrase(what)) if key else what, where=place, do=do)
        self.file, self.line, self.column, self.key = file, line, column, key


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who holds a node's lock: `who` is operator@jumphost, `since` an ISO 8601 time, `run` a run id."""

    who: str
    since: str
    run: str
    age_s: float = 0.0
    """Seconds since the holder last touched it."""
    stale: bool = False
    """Nobody has touched it for so long that it may be taken over on a yes."""


class LockHeld(Refused):
    """Another operator works on this node."""

    def __init__(self, what: str, *, node: str, holder: LockHolder, do: str = "") -> None:
        super().__init__(what, where=node, do=do)
        self.node, self.holder = node, holder


class LinkError(MindieTuiError):
    """Something between here and one node; the other nodes go on."""

    def __init__(self, what: str, *, node: str, do: str = "") -> None:
        super().__init__(what, where=node, do=do)
        self.node = node


class Unreachable(LinkError):
    pass


class Lost(LinkError):
    pass


class LoginRefused(LinkError):
    pass


class HostKeyUnknown(LinkError):
    """`fingerprint` is OpenSSH's SHA256:... of the key that the host showed; `known_hosts` where it would be added."""

    def __init__(self, what: str, *, node: str, fingerprint: str, known_hosts: str, do: str = "") -> None:
        super().__init__(what, node=node, do=do)
        self.fingerprint, self.known_hosts = fingerprint, known_hosts


class HostKeyChanged(LinkError):
    """The key that the host showed is not the one in `known_hosts`, line `line`."""

    def __init__(self, what: str, *, node: str, known_hosts: str, line: int, do: str = "") -> None:
        super().__init__(what, node=node, do=do)
        self.known_hosts, self.line = known_hosts, line


class CommandFailed(LinkError):
    """A command ended with `status`; `stderr` is its last words, control characters still in."""

    def __init__(self, what: str, *, node: str, status: int, stderr: str = "", do: str = "") -> None:
        super().__init__(what, node=node, do=do)
        self.status, self.stderr = status, stderr


class LaunchFailed(MindieTuiError):
    """Something was changed on a node; `standing` says of each node how it stands."""

    exit_status = 2

    def __init__(self, what: str, *, where: str = "", do: str = "", standing: tuple[str, ...] = ()) -> None:
        super().__init__(what, where=where, do=do)
        self.standing = standing


class CannotBench(MindieTuiError):
    """The service runs, and no bench on it can be measured."""

    exit_status = 4


class StoreError(MindieTuiError):
    """This machine's disk: full, not writable, or a run that is not there."""
