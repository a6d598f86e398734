"""How the nodes of one operator are logged in to."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.remote.transport.passwords import Asker


@dataclass(frozen=True, slots=True)
class Access:
    """What every login of a fleet uses. Everything else is as the operator's own ssh has it."""

    ssh_config: Path | None = None
    """The file of --ssh-config; None for ~/.ssh/config and the system's."""
    login_timeout: float = 10.0
    """Seconds that one login may take, the operator's typing not counted."""
    accept_host_keys: Set[str] = frozenset()
    """Fingerprints of unknown host keys that are taken; it may grow while it is used."""
    asker: Asker | None = None
    """Asks for passwords and passphrases; None: a login that needs one fails."""


DEFAULT = Access()
