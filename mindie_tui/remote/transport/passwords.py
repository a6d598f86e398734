"""Passwords and passphrases: asked for once, kept in this process's memory, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, TypeVar

from mindie_tui.model.errors import LoginRefused
from mindie_tui.model.message import Message

Kind = Literal["password", "passphrase", "keyboard"]
TRIES = 3
"""So often one login asks for a password, and one key for its passphrase."""
PASSWORD_WORDS = ("password", "密码", "口令", "contraseña", "passwort", "mot de passe")
"""Words in the prompt of a keyboard-interactive login that asks for the password."""
Made = TypeVar("Made")


class Asker(Protocol):
    """Something that can ask the operator: the wizard with a dialog, replay on its terminal."""

    async def secret(self, kind: Kind, node: str, prompt: str) -> str | None:
        """What was typed, unseen; None where the operator will not say.

        keyboard: a question of the node's own, foreign text (a one-time code), not remembered.
        """
        ...


class Denied(Exception):
    """A server took none of what was offered. `wants`: it would take a password."""

    def __init__(self, told: LoginRefused, wants: bool) -> None:
        super().__init__(told.what)
        self.told, self.wants = told, wants


class Secrets:
    """The operator's secrets of this session. It has no repr of its own on purpose: nothing of it is ever shown."""

    def __init__(self, asker: Asker | None) -> None:
        self.asker = asker
        self._moment = 0
        self._declined: dict[str, int] = {}
        self._accepted: dict[str, str] = {}
        self._last: str | None = None
        self._turn = asyncio.Lock()
        self._one = asyncio.Lock()

    def password(self, account: str) -> str | None:
        """The one that this account took, else the latest that any took: most fleets have one for all."""
        return self._accepted.get(account, self._last)

    def decline(self, what: str) -> None:
        """The operator will not say: who waits for it already is not asked, who comes later is."""
        self._moment += 1
        self._declined[what] = self._moment

    def is_declined(self, what: str, since: int) -> bool:
        """Whether that was after the login that began at `since`."""
        return self._declined.get(what, 0) > since

    async def ask(self, kind: Kind, node: str, prompt: str) -> str | None:
        """One question at a time, whoever asks."""
        if self.asker is None:
            return None
        async with self._one:
            return await self.asker.secret(kind, node, prompt) or None

    async def login(
        self,
        node: str,
        account: str,
        tried: Callable[[str | None], Awaitable[Made]],
        unlocked: Callable[[int], Awaitable[bool]],
    ) -> Made:
        """`tried(password)` until it comes through. Raises LoginRefused when it does not.

        First with what is known, then with the keys that `unlocked` opened by a passphrase, then with a password. A
        password is tried by the node that asked for it before the others get it: a slip of the finger costs one
        refused login, not sixty, and sixty nodes ask once.
        """
        since = self._moment
        rejected: set[str | None] = set()
        password = self.password(account)
        try:
            return await tried(password)
        except Denied as denied:
            last = denied
            rejected.add(password)
        if self.asker is None:
            raise last.told
        if await unlocked(since):
            try:
                return await tried(password)
            except Denied as denied:
                last = denied
        while last.wants:
            async with self._turn:
                password = self.password(account)
                if password is None or password in rejected:
                    return await self._ask_and_try(node, account, tried, since, last, bool(rejected - {None}))
            try:  # another node's was accepted meanwhile
                return self._keep(account, password, await tried(password))
            except Denied as denied:
                last = denied
                rejected.add(password)
        raise last.told

    async def _ask_and_try(
        self,
        node: str,
        account: str,
        tried: Callable[[str | None], Awaitable[Made]],
        since: int,
        last: Denied,
        others: bool,
    ) -> Made:
        """The question and its tries, while the others wait for the result."""
        before = "it does not take the others'; " if others else ""
        for _ in range(TRIES):
            if self.is_declined("password", since):
                break
            password = await self.ask(
                "password", node, Message("{before}the password of {account}", before=before, account=account)
            )
            if password is None:
                self.decline("password")
                break
            try:
                return self._keep(account, password, await tried(password))
            except Denied as denied:
                last, before = denied, "that was not accepted; "
        raise last.told

    def _keep(self, account: str, password: str | None, made: Made) -> Made:
        if password is not None:
            self._accepted[account] = self._last = password
        return made
