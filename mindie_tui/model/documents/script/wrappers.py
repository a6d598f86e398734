"""Commands that run another command: `env`, `nohup`, `numactl`, `bash -c`, `docker run` and their kin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mindie_tui.model.documents.script.words import PlainText, ShellWord

_ASSIGNMENT = re.compile(r"([^=\s]+)=", re.DOTALL)
_PREFIXES: dict[str, tuple[tuple[str, ...], int]] = {
    "builtin": ((), 0),
    "chrt": ((), 1),
    "command": ((), 0),
    "dumb-init": ((), 0),
    "exec": (("-a",), 0),
    "gosu": ((), 1),
    "ionice": (("-c", "-n"), 0),
    "nice": (("-n",), 0),
    "nohup": ((), 0),
    "numactl": (("-C", "-N", "-m", "-i", "-p", "--physcpubind", "--cpunodebind", "--membind", "--interleave"), 0),
    "setsid": ((), 0),
    "stdbuf": (("-i", "-o", "-e"), 0),
    "su-exec": ((), 1),
    "sudo": (("-u", "-g", "-h", "-p", "-C"), 0),
    "taskset": ((), 1),
    "time": (("-o", "-f"), 0),
    "timeout": (("-k", "-s"), 1),
    "tini": ((), 0),
    "unbuffer": ((), 0),
}
"""Name -> its options that take a word, and how many words precede the command."""
_SHELLS = frozenset({"ash", "bash", "dash", "ksh", "sh", "su", "zsh"})
_CONTAINERS = frozenset({"docker", "podman", "nerdctl", "kubectl", "crictl"})
_SESSIONS = frozenset({"tmux", "screen", "ssh"})
_STARTS = re.compile(r"(?:.*/)?(?:bash|sh|dash|zsh|ash|vllm|python[0-9.]*|env|nohup|numactl|[a-z]+service_daemon)")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What a command runs: `words` in this shell, or the script `text` in another one (or neither)."""

    words: tuple[ShellWord, ...]
    wrapper: tuple[ShellWord, ...] = ()
    """The words in front, which a profile has no place for."""
    environment: tuple[tuple[str, ShellWord], ...] = ()
    """Variables that the wrapper sets."""
    text: ShellWord | None = None
    """A script that it hands to another shell."""
    reads_input: bool = False
    """It is a shell that reads its commands from standard input."""
    clears: bool = False
    """It starts from an empty environment."""


def unwrap(words: Sequence[ShellWord]) -> Unwrapped | None:
    """One layer taken off; None where the command runs no other."""
    name = base_name(words[0]) if words else ""
    if name == "env":
        return _env(words)
    if name in _PREFIXES:
        return _prefix(words, *_PREFIXES[name])
    if name in _SHELLS:
        return _shell(words)
    if name in _CONTAINERS:
        return _container(words)
    if name in _SESSIONS:
        return _session(words)
    return None


def base_name(word: ShellWord) -> str:
    """The name of a program without its folder; empty where it is not known."""
    return (word.literal or "").rpartition("/")[2]


def split_assignment(word: ShellWord) -> tuple[str, ShellWord] | None:
    """`NAME=value` as `env` and `docker -e` take it: the name may be any."""
    first = word.parts[0] if word.parts else None
    found = _ASSIGNMENT.match(first.text) if isinstance(first, PlainText) else None
    if found is None or not isinstance(first, PlainText) or found[1].startswith("-"):
        text = word.literal
        found = _ASSIGNMENT.match(text) if text is not None else None
        if found is None or text is None or found[1].startswith("-"):
            return None
        return found[1], ShellWord((PlainText(text[found.end() :], quoted=True),), word.line)
    rest = first.text[found.end() :]
    return found[1], ShellWord((*([PlainText(rest, first.quoted)] if rest else []), *word.parts[1:]), word.line)


def _env(words: Sequence[ShellWord]) -> Unwrapped:
    at, clears, found = 1, False, []
    while at < len(words):
        text = words[at].literal or ""
        if text in ("-i", "-", "--ignore-environment"):
            clears = True
        elif text in ("-u", "-C", "--unset", "--chdir"):
            at += 1
        elif (assigned := split_assignment(words[at])) is not None:
            found.append(assigned)
        elif not text.startswith("-") or not text:
            break
        at += 1
    return Unwrapped(tuple(words[at:]), (), tuple(found), clears=clears)


def _prefix(words: Sequence[ShellWord], with_word: tuple[str, ...], before: int) -> Unwrapped:
    at, found = 1, []
    while at < len(words):
        text = words[at].literal or ""
        assigned = split_assignment(words[at]) if base_name(words[0]) == "sudo" else None
        if assigned is not None:
            found.append(assigned)
        elif text == "--":
            at += 1
            break
        elif text in with_word:
            at += 1
        elif not text.startswith("-"):
            break
        at += 1
    at += before
    return Unwrapped(tuple(words[at:]), tuple(words[:at]), tuple(found))


def _shell(words: Sequence[ShellWord]) -> Unwrapped | None:
    """`bash -lc 'script'`; `bash` alone or `bash -s` reads its input; `bash FILE` runs a file that nobody shows."""
    for at, word in enumerate(words[1:], 1):
        text = word.literal or ""
        if re.fullmatch(r"-[A-Za-z]*c", text) and at + 1 < len(words):
            return Unwrapped((), tuple(words[:at]), text=words[at + 1])
        if not text.startswith("-") and base_name(words[0]) != "su":
            return None
    return Unwrapped((), tuple(words), reads_input=True)


def _container(words: Sequence[ShellWord]) -> Unwrapped | None:
    """`docker run OPTIONS IMAGE COMMAND`: the command begins with the first word that is a shell, Python or vLLM."""
    found = []
    for at, word in enumerate(words[1:], 1):
        text = word.literal or ""
        if text in ("-e", "--env") and at + 1 < len(words):
            assigned = split_assignment(words[at + 1])
            found += [assigned] if assigned is not None else []
        elif text.startswith(("--env=", "-e=")) or re.match(r"-e[A-Za-z_]\w*=", text):
            assigned = split_assignment(
                ShellWord((PlainText(re.sub(r"^(?:--env=|-e=?)", "", text), quoted=True),), word.line)
            )
            found += [assigned] if assigned is not None else []
        elif _STARTS.fullmatch(text) and words[at - 1].literal not in ("--name", "--entrypoint", "-v", "-w", "-u"):
            return Unwrapped(tuple(words[at:]), tuple(words[:at]), tuple(found), clears=True)
    return None


def _session(words: Sequence[ShellWord]) -> Unwrapped | None:
    """`tmux new -d 'script'`, `screen -dmS name command`, `ssh host 'script'`."""
    for at, word in enumerate(words[1:], 1):
        text = word.literal or ""
        if _STARTS.fullmatch(text):
            return Unwrapped(tuple(words[at:]), tuple(words[:at]))
        if " " in text:
            return Unwrapped((), tuple(words[:at]), text=word)
    return Unwrapped((), tuple(words), reads_input=True) if base_name(words[0]) == "ssh" else None
