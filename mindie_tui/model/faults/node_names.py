"""Which node a collected log is from: guessed by the names of folders and files, where nobody says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_KINDS = re.compile(
    r"(?i)^(?:logs?|plog|debug|run|security|operation|ascend|mindie|mindie-\w+|device-\d+|host-\d+|messages|root|home"
    r"|var|opt|data|usr|local|tmp|collect\w*|atb|llm|service|servers?|aicpu|dmesg|npu-?\d*|rank-?\d*|\d{8,}\S*)$"
)
"""Folders that say what a log is, not whose."""
_OF_A_NODE = re.compile(
    r"^(?P<name>[A-Za-z][\w.]*?-?_?\d{1,4}(?:[-_.]\d{1,4})*|\d+[._]\d+[._]\d+[._]\d+)(?:[._-][A-Za-z]\S*)?$"
)


def nodes_of(files: Iterable[str], whole: str) -> Mapping[str, str]:
    """{file: node}. Files are paths with "/" below what was given; `whole` is the name of the given path itself.

    The first folder in which the paths differ is the node; of files beside each other the number in their names is.
    """
    split = {file: file.split("/") for file in files}
    depth = _first_difference([parts[:-1] for parts in split.values()])
    folders = {parts[depth] for parts in split.values() if len(parts) > depth + 1}
    telling = {name for name in folders if not _KINDS.match(name)}
    flat = {file: name for file, parts in split.items() if (name := _of_file(parts[-1]))}
    many = len(set(flat.values())) > 1 and len(flat) == len(split)
    found = {}
    for file, parts in split.items():
        if len(parts) > depth + 1 and parts[depth] in telling:
            found[file] = parts[depth]
        else:
            found[file] = flat[file] if many and not telling else whole
    return found


def _first_difference(folders: list[list[str]]) -> int:
    """How many folders all paths have in common, those that say only what a log is passed over."""
    depth = 0
    while folders and all(len(parts) > depth for parts in folders):
        names = {parts[depth] for parts in folders}
        if len(names) > 1 or not _KINDS.match(next(iter(names))):
            break
        depth += 1
    return depth


def _of_file(name: str) -> str:
    """The node that a file's name begins with, "" where it names none."""
    if name.startswith(("plog-", "device-", "mindie-")):
        return ""
    found = _OF_A_NODE.match(name.partition(".log")[0].partition(".txt")[0])
    return found["name"] if found else ""
