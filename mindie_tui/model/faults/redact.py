"""An extract of logs that may be sent on: addresses, names of nodes and users, and secrets are replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SECRET = re.compile(
    r"(?i)((?:api[_-]?key|token|password|passwd|secret|authorization)[\"']?\s*[:=]\s*(?:bearer\s+)?[\"']?)[^\s\"',;]+"
    r"|\b(?:sk|hf|ghp)[-_][A-Za-z0-9_-]{12,}"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_USER_PATH = re.compile(r"(/(?:home|Users)/)[^/\s:'\"]+")
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_IPV6 = re.compile(
    r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-fA-F]{1,4}:)+:[0-9a-fA-F:]*(?![\w:])"
)
_HARMLESS = frozenset({"127.0.0.1", "0.0.0.0"})


class Redactor:
    """Replaces the same thing by the same word everywhere: "ip-1" stays "ip-1" in the whole extract."""

    def __init__(self, nodes: Iterable[str]) -> None:
        names = sorted({name for name in nodes if len(name) > 2}, key=len, reverse=True)
        self._nodes = {name: f"node-{n}" for n, name in enumerate(sorted(names), 1)}
        self._name = re.compile("|".join(map(re.escape, names))) if names else None
        self._addresses: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The text without what tells whose it is."""
        text = _SECRET.sub(lambda found: f"{found[1] or ''}<secret>", text)
        text = _MAIL.sub("<user@host>", text)
        text = _USER_PATH.sub(r"\1<user>", text)
        if self._name is not None:
            text = self._name.sub(lambda found: self._nodes[found[0]], text)
        return _IPV6.sub(self._address, _IPV4.sub(self._address, text))

    def _address(self, found: re.Match[str]) -> str:
        address = found[0]
        if address in _HARMLESS:
            return address
        return self._addresses.setdefault(address, f"ip-{len(self._addresses) + 1}")
