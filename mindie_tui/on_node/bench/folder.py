"""The folder of a point on the bench node: its files, the links to its data sets, its copy of a data set's config."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence

from mindie_tui.on_node.bench.installation import python_files
from mindie_tui.on_node.shared.small_files import Json


def missing(needs: Sequence[tuple[str, str | None, str, str]]) -> Json | None:
    for path, pattern, what, do in needs:
        names = os.listdir(path) if os.path.isdir(path) else None
        if names is None or (pattern and not any(re.search(pattern, name) for name in names)):
            return {"error": what + " is not in " + path, "do": do}
    return None


def full(folder: str) -> Json | None:
    if shutil.disk_usage(folder).free < 16 * 1024 * 1024:
        return {"error": "the disk of " + folder + " is full", "do": "make room there"}
    return None


def write_files(folder: str, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def copy_config(folder: str, package: str, name: str, paths: Mapping[str, str]) -> str | None:
    """The text of the data set's config with each path of AISBench's own data folder made absolute, written to
    conf/datasets; None where it names none of `paths`: AISBench then finds the data by the links."""
    home = os.path.join(package, "benchmark", "configs", "datasets")
    found = [path for path in python_files(home) if os.path.basename(path) == name + ".py"]
    if len(found) != 1:
        return None
    with open(found[0], encoding="utf-8") as file:
        text = file.read()

    def absolute(match: re.Match[str]) -> str:
        at = paths.get(match.group(2))
        return match.group(0) if at is None else repr(at.rstrip("/") + (match.group(3) or ""))

    changed = re.sub(r"""(['"])ais_bench/datasets/([^/'"]+)(/[^'"]*)?\1""", absolute, text)
    if changed == text or re.search(r"^ *from \.", text, re.M):
        return None  # what imports its neighbours must stay beside them
    write_files(folder, {os.path.join("conf", "datasets", name + ".py"): changed})
    return changed


def link_all(folder: str, links: Mapping[str, str], under: Sequence[str]) -> None:
    wanted = dict(links)
    for source, at in [under] if under else []:
        for name in os.listdir(source):
            wanted.setdefault(os.path.join(at, name), os.path.join(source, name))
    for name, target in wanted.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        os.symlink(target, path)
