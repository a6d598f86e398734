"""The tokenizer and the data sets of a bench, where AISBench would read them."""

from __future__ import annotations

import os
import re

from mindie_tui.on_node.shared.small_files import Json

LONG = 64 << 20
"""Bytes of a data set whose lines are counted."""


def look_for_data(given: Json, place: Json) -> Json:
    path, pattern = given["tokenizer"]
    answer = {"path": path, "there": bool(path) and os.path.isdir(path)}
    if answer["there"]:
        answer["files"] = sorted(n for n in os.listdir(path) if re.search(pattern, n))
    if given.get("data"):
        answer["data"] = [data_of(one, given["data"]) for one in given["data"]["configs"]]
    return answer


def data_of(asked: Json, given: Json) -> Json:
    """The folder of the data set that a config reads: the profile's, else the one that came with AISBench."""
    paths, root = given["paths"], given["root"]
    installed = os.listdir(root) if os.path.isdir(root) else []
    names = [n for n in (*paths, *installed) if (asked["config"] + "_").startswith(n + "_")]
    if not names:
        return asked
    name = max(names, key=lambda n: (n in paths, len(n)))
    path = paths.get(name) or os.path.join(root, name)
    told = dict(asked, name=name, path=path, there=os.path.exists(path))
    if name in given["from"]:
        told["from"] = given["from"][name]
    if os.path.isdir(path):
        told["entries"] = len(os.listdir(path))
        told["missing"] = [n for n in given["layouts"].get(name, ()) if not os.path.exists(os.path.join(path, n))]
        if name in given["layouts"]:
            told["rows"] = rows_of(os.path.join(path, "test.jsonl"))
    return told


def rows_of(path: str) -> int | None:
    """Lines of a file that are not empty; None where it is not there or is long."""
    try:
        with open(path, "rb") as file:
            return None if os.path.getsize(path) > LONG else sum(1 for line in file if line.strip())
    except OSError:
        return None
