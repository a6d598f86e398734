"""Removes from a text what identifies a site, and secrets: addresses, host names, users, paths, on request the model.

Each name gets a stand-in that is the same everywhere, so that a redacted run or log can still be read: node-01,
user-01, 192.0.2.1, 2001:db8::1, /path-01. Addresses and paths are found by their form, names as whole words.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping

_SECRET = re.compile(
    r"(?i)((?:api[_-]?key|token|password|passwd|secret|authorization)[\"']?\s*[:=]\s*(?:bearer\s+)?[\"']?)[^\s\"',;]+"
    r"|\b(?:sk|hf|ghp)[-_][A-Za-z0-9_-]{12,}"
)
_USER_PATH = re.compile(r"(?<![\w.~-])(?P<home>/(?:home|Users)/|~)(?P<user>[A-Za-z_][\w.-]*)")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?!\w)")
_LOGIN = re.compile(r"(?<![\w.@-])([A-Za-z_][\w.-]{0,31})@([A-Za-z0-9][\w.-]*)")
_MAC = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])")
_PATH = re.compile(
    r"(?:(?<![\w/.<~:])|(?<=:)(?!//)|(?<=://))"  # behind a word it is a division, behind `:` of a URL its host
    r"(?:~[\w.-]*)?/[^\s\"'`,;:=<>()\[\]{}|&*?\\]+"
)
_URL = re.compile(r"(?<=://)(?P<host>[^/\s\"':@]+)(?P<port>:\d+)?(?P<path>/[^\s\"'`<>\\]*)?")
_KEPT_ADDRESSES = ("127.", "0.0.0.0", "255.255.")
_KEPT_PATHS = (
    "/dev/davinci", "/dev/hisi", "/dev/devmm", "/dev/shm", "/dev/null", "/proc/", "/bin/", "/usr/bin/",
    "/usr/local/Ascend/", "/usr/local/sbin", "/etc/hccn.conf", "/metrics", "/health", "/v1/", "/v2/",
)  # fmt: skip
"""Paths that every machine has."""
_WORDS = frozenset(
    "root localhost local node nodes master bench service launch report parameters preflight docker host hosts user"
    " config model default none true false null mindie ascend direct".split()
)
"""Names that are words of our own formats: taking them out would break the run, and they tell nothing."""


class Redactor:
    """Replaces the names of one site; the same name gets the same stand-in in every text."""

    def __init__(
        self, names: Mapping[str, Iterable[str]], kept_paths: Iterable[str] = (), *, whole_paths: bool = True
    ) -> None:
        """`names`: the known names of the site by kind: "node", "user", "model"; the kind is the word of the stand-in.

        `kept_paths`: further prefixes of texts that look like a path but are not one. Without `whole_paths` a path
        loses only the name of the user whose home it is in: the files that a traceback names show what failed.
        """
        self._whole_paths = whole_paths
        self._kept = (*_KEPT_PATHS, *kept_paths)
        self._known: dict[str, str] = {}
        for kind, values in names.items():
            for value in sorted({v.strip() for v in values}):
                if len(value) > 1 and value.casefold() not in _WORDS and not value.isdecimal():
                    self._stand_in(value, kind)
        words = sorted(self._known, key=len, reverse=True)
        pattern = rf"(?<![A-Za-z0-9_])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z0-9_])"
        self._words = re.compile(pattern, re.I) if words else None

    def text(self, text: str) -> str:
        """The text without secrets, addresses, logins, paths and the known names."""
        for pattern, replace in self._steps():
            text = pattern.sub(replace, text)
        return text

    def data(self, data: bytes) -> bytes:
        """The same for bytes of a file, whatever they hold."""
        return self.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def name(self, name: str) -> str:
        """The same for a name of a file inside the run; only known names are taken out of it."""
        return self._words.sub(self._word, name) if self._words is not None else name

    def _steps(self) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
        steps = [(_SECRET, _secret), (_MAC, self._of_kind("mac")), (_IPV6, self._ipv6), (_IPV4, self._ipv4)]
        steps += [(_LOGIN, self._login), (_URL, self._url)]
        steps += [(_PATH, self._path) if self._whole_paths else (_USER_PATH, self._home)]
        return [*steps, (self._words, self._word)] if self._words is not None else steps

    def _stand_in(self, value: str, kind: str) -> str:
        key = value.casefold()
        if key not in self._known:
            count = 1 + sum(made.startswith(f"{kind}-") for made in self._known.values())
            self._known[key] = f"{kind}-{count:02d}"
        return self._known[key]

    def _of_kind(self, kind: str) -> Callable[[re.Match[str]], str]:
        return lambda found: self._stand_in(found[0], kind)

    def _word(self, found: re.Match[str]) -> str:
        return self._known[found[0].casefold()]

    def _login(self, found: re.Match[str]) -> str:
        user = found[1] if found[1].casefold() in _WORDS else self._stand_in(found[1], "user")
        return f"{user}@{self._host(found[2])}"

    def _url(self, found: re.Match[str]) -> str:
        path = found["path"] or ""
        if len(path) > 1 and not path.startswith(self._kept):
            path = f"/{self._stand_in(path.rstrip('/'), 'path')}"
        return f"{self._host(found['host'])}{found['port'] or ''}{path}"

    def _host(self, host: str) -> str:
        if _IPV4.fullmatch(host) or host == "2001" or host.casefold() in _WORDS:
            return host  # an address has its stand-in already
        return self._stand_in(host, "host")

    def _home(self, found: re.Match[str]) -> str:
        return found["home"] + self._stand_in(found["user"], "user")

    def _path(self, found: re.Match[str]) -> str:
        path = found[0]
        if path.startswith(self._kept) or len(path) < 3 or path.startswith("/path-"):
            return path
        return f"/{self._stand_in(path.rstrip('/'), 'path')}"

    def _ipv4(self, found: re.Match[str]) -> str:
        address = found[0]
        if address.startswith(_KEPT_ADDRESSES) or any(int(part) > 255 for part in address.split(".")):
            return address
        number = int(self._stand_in(address, "ipv4").rpartition("-")[2])
        return f"192.0.{2 + number // 254}.{1 + number % 254}"

    def _ipv6(self, found: re.Match[str]) -> str:
        text = found[0]
        address = text if text.endswith("::") else text.rstrip(":")
        try:
            if len(address) < 4 or ipaddress.IPv6Address(address).is_loopback:
                return text
        except ValueError:
            return text  # a time, a ratio
        number = int(self._stand_in(address, "ipv6").rpartition("-")[2])
        return f"2001:db8::{number:x}{text[len(address) :]}"


def _secret(found: re.Match[str]) -> str:
    return f"{found[1] or ''}<secret>"
