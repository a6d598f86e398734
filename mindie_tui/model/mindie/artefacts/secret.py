"""Secrets of a profile: which values are some, by their names and forms; and texts without them.

A secret is used and never kept: not in a run's files, not in a report, an event, a planned file or a command line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.parameters.catalogue import all_named
from mindie_tui.model.node import Node

HIDDEN = "(secret)"
"""What replaces a secret that was left out."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\dA-Za-z_]+")
_ENDS = ("password", "passwd", "passphrase", "secret", "credential", "apikey")
_LAST = frozenset("credentials secrets passwords pwd pass authorization authentication cookie bearer".split())
_NO_SECRET = frozenset("path paths file files dir folder env name names url id size length timeout enable".split())
"""Last words of a name that speaks of a secret and does not hold it."""
_OF_TEXT = frozenset("stop eos bos pad unk end start special mask sep cls first next last max min per num".split())
"""A token of these is a piece of text."""
_OF_A_KEY = frozenset("api access secret private auth signing encryption ssh license account sas shared".split())
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:([^/\s@]+)@")
_LOGIN = re.compile(r"[^/\s:@]+:([^\s@]+)@")
_QUERY = re.compile(r"[?&;]([\w.-]+)=([^&;\s#]+)")
_HEADER = re.compile(r"([\w-]+)\s*[:=]\s*(\S.*)")
_BEARER = re.compile(r"(?:Bearer|Basic)\s+(\S{4,})")
_ISSUED = re.compile(
    r"\b((?:gh[opsur]_|github_pat_|glpat-|hf_|sk-|xox[abpr]-|AKIA)[A-Za-z0-9_-]{16,}"
    r"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+)"
)
"""Tokens that their issuers made recognisable, and JSON web tokens."""
_PATH = re.compile(r"[~.]?/[\w.@/ -]*")
_FILE = re.compile(r"[\w.~-]*(?:/[\w.-]+)+|[\w.-]+\.(?:txt|pem|key|crt|cer|conf|json|dat|bin|ksf\w*)")
"""A file, which MindIE's own keys name: "security/pass/key_pwd.txt" of tlsPkPwd."""
SHORTEST = 4
"""Letters of a secret that is looked for inside other text; a shorter one is a part of too much."""
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret in a profile: its place, and the part of the value that is secret."""

    path: Path_
    value: str


@lru_cache(maxsize=4096)
def is_secret_name(name: str, *, variable: bool = False) -> bool:
    """Whether the name of a key says that its value is a secret; of a variable also any NAME_KEY."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _NO_SECRET or name in ("PWD", "OLDPWD"):
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "token":
        return before not in _OF_TEXT
    if last == "key":
        return before in _OF_A_KEY or (variable and bool(before))
    return last in _LAST or any(word.endswith(_ENDS) for word in words)


def secret_names(deployment: Deployment) -> frozenset[str]:
    """The variables of a profile that are handed to the service without a file: the secret ones and `secrets`."""
    return frozenset(
        name for name, value in deployment.environment.items() if _of_variable(name, value, deployment.secrets)
    )


def secrets_of(deployment: Deployment) -> tuple[Secret, ...]:
    """Every literal secret of a profile, in its order; HIDDEN replaces one that was left out already.

    Parameters that are nested too deeply are not searched; the rest of the profile is.
    """
    try:
        return tuple(_found(_values(deployment), (), deployment.secrets))
    except (ValueError, RecursionError):
        return tuple(_found(_values(deployment, "parameters", "bench"), (), deployment.secrets))


def _values(deployment: Deployment, *without: str) -> dict[str, Any]:
    """The profile as JSON values. Raises ValueError where it nests too deep."""
    return deployment.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(without))


def has_secret(node: Node) -> bool:
    """Whether a node says a secret, such as a password in its host."""
    return any(_found(node.model_dump(mode="json"), ("nodes",), ()))


def hidden_values(deployment: Deployment, more: Iterable[str] = ()) -> tuple[str, ...]:
    """The secrets as texts that are to be taken out of others, the longest first."""
    values = [*(secret.value for secret in secrets_of(deployment)), *more]
    return telling((*values, *(found for value in values if (found := _inside(value)))))


def telling(values: Iterable[str]) -> tuple[str, ...]:
    """The texts that are long enough to be looked for inside others, each once, the longest first."""
    return tuple(sorted(filter(_is_telling, set(values)), key=lambda text: (-len(text), text)))


def without_secrets(deployment: Deployment) -> Deployment:
    """The deployment as a run keeps it: its secret variables come from this machine's environment when it is repeated,
    other secrets are left out."""
    names = secret_names(deployment)
    values = _values(deployment)
    for secret in secrets_of(deployment):
        if not (secret.path[0] == "environment" and secret.path[1] in names):
            _replace(values, secret)
    if names:
        values["environment"] = {key: item for key, item in values["environment"].items() if key not in names}
        values["environment_from"] = list(dict.fromkeys((*deployment.environment_from, *sorted(names))))
    made = Deployment.model_validate_json(json.dumps(values))
    return made.model_copy(update={"name": deployment.name})


def scrub(value: Any, hidden: Sequence[str]) -> Any:
    """A text, a JSON value or an event with every hidden text taken out; the same object where it holds none."""
    if not hidden:
        return value
    if isinstance(value, str):
        for text in hidden:
            value = value.replace(text, HIDDEN) if text in value else value
        return value
    if isinstance(value, Mapping):
        return {scrub(key, hidden): scrub(item, hidden) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(scrub(item, hidden) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        pairs = {f.name: getattr(value, f.name) for f in fields(value)}
        changed = {name: new for name, item in pairs.items() if (new := scrub(item, hidden)) != item}
        return replace(value, **changed) if changed else value
    return value


def of_command_line(argv: Sequence[str], hidden: Sequence[str]) -> list[str]:
    """A command line as a run keeps it: no secret, neither a known one nor the value of a name that says so."""
    kept, before = [], ""
    for word in scrub(list(argv), hidden):
        head, option = ("", before) if before == "--set" else ("--set=", "--set") if word[:6] == "--set=" else ("", "")
        name, equals, _ = word.removeprefix(head).partition("=")
        secret = option == "--set" and equals and is_secret_name(name.rpartition(".")[2], variable=True)
        kept.append(f"{head}{name}={HIDDEN}" if secret else word)
        before = word
    return kept


def _of_variable(name: str, value: str, named: Sequence[str]) -> bool:
    if name in named or f"environment.{name}" in named:
        return True
    if is_secret_name(name, variable=True):
        return not (name.upper().endswith("KEY") and _PATH.fullmatch(value) and value.count("/") > 1)
    if name.lower().endswith("proxy") and _LOGIN.match(value):
        return True
    return _inside(value) is not None


def _is_telling(text: str) -> bool:
    if text.lower() in ("true", "false", "none", "null", HIDDEN):
        return False
    return len(text) >= SHORTEST + 2 if text.isdecimal() else len(text) >= SHORTEST


def _found(value: Any, path: Path_, named: Sequence[str], secret: bool = False) -> Iterator[Secret]:
    """The secrets at and below a path; `secret`: a name above says that they are."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _found(item, (*path, str(key)), named, secret or _names_one((*path, str(key)), item, named))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _found(item, (*path, at), named, secret)
    elif isinstance(value, str) and value:
        yield from _in_text(value, path, secret)
    elif secret and isinstance(value, int | float) and not isinstance(value, bool):
        yield Secret(path, str(value))


def _names_one(path: Path_, value: Any, named: Sequence[str]) -> bool:
    name, head = str(path[-1]), path[0]
    if named and head not in ("secrets", "environment_from"):
        dotted = ".".join(map(str, path))
        if any(dotted == one or dotted.endswith(f".{one}") for one in named):
            return True
    if head == "environment":
        return len(path) == 2 and _of_variable(name, str(value), named)
    if head == "parameters":
        declared = any(field.file == "config.json" for field in all_named(name))
        return len(path) > 2 and is_secret_name(name) and not declared and not _FILE.fullmatch(str(value))
    if head == "serve" or str(head).endswith("_config"):
        return len(path) > 1 and is_secret_name(name) and not _FILE.fullmatch(str(value))
    return head == "bench" and ("settings" in path or "generation_kwargs" in path) and is_secret_name(name)


def _in_text(value: str, path: Path_, secret: bool) -> Iterator[Secret]:
    if secret:
        yield Secret(path, value)
        return
    inside = _inside(value)
    if inside is None and path[0] == "nodes" and path[-1] == "host" and (login := _LOGIN.match(value)):
        inside = login[1]
    if inside is None and path[0] == "bench" and (header := _HEADER.fullmatch(value)):
        inside = header[2] if is_secret_name(header[1]) else None
    if inside is not None:
        yield Secret(path, inside)


def _inside(value: str) -> str | None:
    """The secret part of a value that has one by its form: a URL with a password or a token, an Authorization header,
    a token that says whose it is."""
    if "://" in value and (found := _URL.search(value)):
        return found[1]
    if "=" in value:
        told = (pair[2] for pair in _QUERY.finditer(value) if is_secret_name(pair[1]))
        if (first := next(told, None)) is not None:
            return first
    if value[:2] in ("Be", "Ba") and (found := _BEARER.fullmatch(value)):
        return found[1]
    found = _ISSUED.search(value) or (re.search(r"Authorization:\s*(?:Bearer|Basic)\s+(\S{4,})", value))
    return found[1] if found else None


def _replace(values: Any, secret: Secret) -> None:
    holder = values
    for part in secret.path[:-1]:
        holder = holder[part]
    text = str(holder[secret.path[-1]])
    holder[secret.path[-1]] = text.replace(secret.value, HIDDEN)
