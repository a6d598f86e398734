"""The operator's private keys: those that can be read, and those that a passphrase opens."""

from __future__ import annotations

import asyncio
import copy
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncssh

from mindie_tui.model.doctor.ssh import KeyState
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.passwords import Secrets
from mindie_tui.remote.transport.ssh.config import options
from mindie_tui.remote.transport.ssh.config.settings import Settings

ASKED = 3
"""How often the passphrase of one key is asked for."""
UNREADABLE = (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, OSError)
"""What loading a key raises."""


class PrivateKeys:
    """The keys of all hosts of a configuration, each read once and kept open."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._unlocking = asyncio.Lock()
        self._open: dict[str, list[Any]] = {}

    def of(self, settings: Settings) -> tuple[list[Any], list[str]]:
        """The readable private keys of a host, and a word on each key that was tried."""
        keys: list[Any] = []
        tried: list[str] = []
        for path in map(Path, settings.identity_files):
            if not path.is_file():
                tried += [Message("{path} (does not exist)", path=path)] if settings.identities_named else []
                continue
            if open_to := options.too_open(path):
                tried.append(f"{path} ({open_to})")
                continue
            name, words = _name(path, settings), str(path)
            if name not in self._open:
                try:
                    self._open[name] = list(asyncssh.load_keypairs([words], certlist=settings.certificates))
                except UNREADABLE as error:
                    words = f"{path} ({'has a passphrase: ssh-add it' if _is_locked(error) else _reason(error)})"
            # a pair remembers the signature that one server asked for: each connection takes copies
            keys += [copy.copy(pair) for pair in self._open.get(name, ())]
            tried.append(words)
        tried.append("the agent" if options.agent(settings) else "no agent (SSH_AUTH_SOCK is not set)")
        return keys, tried

    async def unlock(self, node: str, settings: Settings, since: int) -> bool:
        """Ask for the passphrases of a host's keys. True where one was opened, now or by another node."""
        if settings.flag("batchmode", False):
            return False
        opened = False
        for path in map(Path, settings.identity_files):
            name = _name(path, settings)
            if name in self._open or not _needs_passphrase(path, settings) or options.too_open(path):
                continue
            async with self._unlocking:
                await self._ask_for(node, path, settings, since)
            opened = opened or name in self._open
        return opened

    async def _ask_for(self, node: str, path: Path, settings: Settings, since: int) -> None:
        """The passphrase of one key, a few times; the key is open then, or the operator has declined."""
        name, asked = _name(path, settings), 0
        while name not in self._open and not self._secrets.is_declined(name, since):
            again = "that does not open it; " if asked else ""
            typed = await self._secrets.ask(
                "passphrase", node, Message("{again}the passphrase of {path}", again=again, path=path)
            )
            asked += 1
            pairs = await _load(path, settings, typed) if typed else None
            if pairs:
                self._open[name] = pairs
            elif not typed or asked == ASKED:
                self._secrets.decline(name)


async def _load(path: Path, settings: Settings, passphrase: str) -> list[Any] | None:
    """The pairs that the passphrase opens. In a thread: bcrypt takes a good part of a second by design."""
    with suppress(*UNREADABLE):
        return list(
            await asyncio.to_thread(
                asyncssh.load_keypairs, [str(path)], passphrase=passphrase, certlist=settings.certificates
            )
        )
    return None


def state_of(path: Path, settings: Settings) -> KeyState:
    """Whether a private key that is there can be used as it is. Nothing of it is kept."""
    try:
        if options.too_open(path):
            return "not used"
        asyncssh.load_keypairs([str(path)], certlist=settings.certificates)
    except UNREADABLE as error:
        return "locked" if _is_locked(error) else "unreadable"
    return "open"


def public_half(path: Path) -> bytes | None:
    """The public half of an identity file, for an agent that holds the private one."""
    for candidate in (path.with_name(path.name + ".pub"), path):
        with suppress(OSError, asyncssh.KeyImportError):
            return asyncssh.read_public_key(candidate).public_data
    return None


def _name(path: Path, settings: Settings) -> str:
    return f"{path} {settings.certificates}"


def _is_locked(error: Exception) -> bool:
    return isinstance(error, asyncssh.KeyEncryptionError) or "passphrase" in str(error).lower()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _needs_passphrase(path: Path, settings: Settings) -> bool:
    try:
        asyncssh.load_keypairs([str(path)], certlist=settings.certificates)
    except UNREADABLE as error:
        return _is_locked(error)
    return False
