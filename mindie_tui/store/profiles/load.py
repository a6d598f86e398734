"""Profiles: a YAML file to a Deployment and back. Strict, with file, line and column; `extends` resolved."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import Json
from mindie_tui.model.errors import ProfileError, StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.pointers import MAIN_SECTIONS
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles import base_config, shape
from mindie_tui.store.profiles.sets import with_sets
from mindie_tui.store.profiles.unsupported import not_yet
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.errors import Mark, refusal
from mindie_tui.store.yaml.loader import Mapping, Path_, Scalar, Sequence, Tree, dotted

__all__ = ["Profile", "ProfileEntry", "list_profiles", "load", "not_yet", "with_sets"]

_FILES: tuple[Path_, ...] = (("config",), ("rank_table",), ("container", "tar_from"), ("baseline", "report"))
"""Keys that name files of this machine, relative to the profile that contains them; also the datasets' `from`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that was read: the value, and where each part of it came from."""

    deployment: Deployment
    path: Path
    base_text: str | None = None
    """The text of `config: FILE`."""
    rank_table_text: str | None = None
    base: dict[str, Any] | None = field(default=None, repr=False)
    """The values of what it extends; None without `extends`."""
    tree: Mapping | None = field(default=None, repr=False)
    own: Mapping | None = field(default=None, repr=False)
    """The file alone, before anything was merged."""
    text: str = field(default="", repr=False)
    """The file's text."""

    def place(self, key_path: Path_) -> tuple[str, int, int]:
        """File, line and column of the value at ("parameters", "ModelConfig", "dp"), or of what holds it."""
        if self.tree is None:
            return str(self.path), 0, 0
        mark, _ = loader.find(self.tree, key_path)
        return mark.file, mark.line, mark.column


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """A line of the list of profiles."""

    name: str
    path: Path
    origin: Literal["shipped", "site", "yours"]
    notes: str
    problem: str = ""
    """Why it cannot be read; then it has no notes."""


def is_path(name_or_path: str) -> bool:
    """A path if it has `/` or ends in .yaml, else a name."""
    return "/" in name_or_path or name_or_path.endswith((".yaml", ".yml"))


def load(name_or_path: str, *, search: tuple[Path, ...] | None = None, text: str | None = None) -> Profile:
    """Read a profile by name or path. Raises ProfileError: one sentence with file, line, column, key, what to write.

    A name is looked up in the shipped, the site's and the user's folder, and the last one wins. `text` is read in place
    of the file at a path.
    """
    folders = search if search is not None else paths.search("profiles")
    path = _home(name_or_path) if is_path(name_or_path) else _by_name(name_or_path, folders)
    text = text if text is not None else loader.read_text(path)
    chain = list(_chain(path, folders, text))
    own = chain[0]
    base = _merge(chain[1:]) if len(chain) > 1 else None
    tree = _over(base, own)
    values = _values(tree)
    name = path.name.removesuffix(".yaml").removesuffix(".yml")
    deployment = shape.deployment(values, tree).model_copy(update={"name": name})
    for key, sentence in not_yet(deployment):
        mark, _ = loader.find(tree, _path_of(key))
        raise refusal(mark, sentence, key=key)
    return Profile(
        deployment=deployment,
        path=path,
        base_text=_base_text(deployment, tree),
        rank_table_text=_named_file(deployment.rank_table, tree, "rank_table"),
        base=_values(base) if base is not None else None,
        tree=tree,
        own=own,
        text=text,
    )


def _by_name(name: str, folders: tuple[Path, ...], *, mark: Mark | None = None, but: tuple[Path, ...] = ()) -> Path:
    """The file of a name; `but` are those that extend it already."""
    for folder in reversed(folders):
        path = folder / f"{name}.yaml"
        if paths.is_file(path) and path.resolve() not in but:
            return path
    names = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    near = shape.did_you_mean(name, names)
    do = (
        Message("did you mean {near}?", near=near)
        if near
        else Message("there are {names}; a path has a / or ends in .yaml", names=", ".join(names))
    )
    if mark is None:
        raise ProfileError("no profile has this name", file=name, do=do)
    raise refusal(mark, Message("there is no profile {name}", name=name), key="extends", do=do)


def _chain(path: Path, folders: tuple[Path, ...], text: str) -> Iterator[Mapping]:
    """The file, what it extends, what that extends ... A file that extends its own name means the next one below."""
    seen: list[Path] = []
    mark: Mark | None = None
    while True:
        here = Path(os.path.realpath(path))
        if here in seen and mark is not None:
            circle = " extends ".join(p.name for p in [*seen, here])
            raise refusal(
                mark,
                Message("goes round in a circle: {circle}", circle=circle),
                key="extends",
                do="keep only one of them",
            )
        seen.append(here)
        if mark is not None and not paths.is_file(path):
            raise refusal(
                mark,
                Message("{path} does not exist", path=path),
                key="extends",
                do="name a shipped profile, or a path relative to this file",
            )
        text = text if mark is None else loader.read_text(path)
        tree = shape.refuse_other_formats(loader.parse(text, str(path)), str(path))
        yield tree
        extends = tree.get("extends")
        if extends is None or (isinstance(extends, Scalar) and extends.plain and extends.text in ("", "null", "~")):
            for item in _drops(tree):
                if not _of_base(item):
                    what = Message(
                        "{text} would be taken from what `extends` names, and there is no `extends`", text=item.text
                    )
                    raise refusal(item.mark, what, key="drop", do="remove it; parameters.X goes out of config.json")
            return
        mark = extends.mark
        if not isinstance(extends, Scalar):
            raise refusal(
                mark,
                Message("must be the name or path of one profile, not {shape}", shape=shape.describe(extends)),
                key="extends",
                do="write for example a3-single",
            )
        if is_path(extends.text):
            path = path.parent / _home(extends.text, mark, "extends")
        else:
            path = _by_name(extends.text, folders, mark=mark, but=tuple(seen) if extends.text == path.stem else ())


def _merge(chain: list[Mapping]) -> Mapping:
    """A chain, top first, merged into one tree."""
    tree = chain[-1]
    for over in reversed(chain[:-1]):
        tree = _over(tree, over)
    return tree


def _over(base: Mapping | None, own: Mapping) -> Mapping:
    """`own` over `base`, what it drops taken away before; `extends` is that of `own`."""
    if base is None:
        return own
    left = _drops(base)
    base = _without(base, "extends", "drop")
    for item in _drops(own):
        if _of_base(item) and not _has(base, item.text):
            left.append(item)
        else:
            base = _without_path(base, item.text, item)
    merged = loader.merge(base, _without(own, "drop"))
    assert isinstance(merged, Mapping)
    if not left:
        return merged
    mark = left[0].mark
    items = {**merged.items, "drop": (mark, Sequence([*left], mark))}
    return Mapping(items, merged.mark, merged.flow, merged.size)


def _drops(tree: Mapping) -> list[Scalar]:
    """The paths under `drop`."""
    drop = tree.get("drop")
    items = () if drop is None else drop.items if isinstance(drop, Sequence) else (drop,)
    found: list[Scalar] = []
    for item in items:
        if not isinstance(item, Scalar):
            what, do = (
                Message("must contain paths, not {describe}", describe=shape.describe(item)),
                "write for example [environment.HCCL_ALGO]",
            )
            raise refusal(item.mark, what, key="drop", do=do)
        found.append(item)
    return found


def _of_base(item: Scalar) -> bool:
    """Whether a path may be one of config.json: what no profile gives is taken out of the file that it starts from."""
    return item.text.startswith("parameters.") and item.text != "parameters."


def _has(tree: Mapping, rest: str) -> bool:
    """Whether a tree holds a dotted path."""
    if rest in tree.items:
        return True
    below = ((key, inner) for key, (_, inner) in tree.items.items() if isinstance(inner, Mapping))
    return any(rest.startswith(f"{key}.") and _has(inner, rest[len(key) + 1 :]) for key, inner in below)


def _without(tree: Mapping, *keys: str) -> Mapping:
    return Mapping({k: v for k, v in tree.items.items() if k not in keys}, tree.mark, tree.flow, tree.size)


def _without_path(tree: Mapping, rest: str, item: Scalar) -> Mapping:
    """The tree without the value at a dotted path; keys may hold dots themselves."""
    if rest in tree.items:
        return _without(tree, rest)
    for key, (mark, inner) in tree.items.items():
        if rest.startswith(key + ".") and isinstance(inner, Mapping):
            items = {**tree.items, key: (mark, _without_path(inner, rest[len(key) + 1 :], item))}
            return Mapping(items, tree.mark, tree.flow, tree.size)
    near = shape.did_you_mean(rest, tree.items)
    do = (
        Message("did you mean {removesuffix}{near}?", removesuffix=item.text.removesuffix(rest), near=near)
        if near
        else "remove it from the list"
    )
    raise refusal(item.mark, Message("{text} is not in what it extends", text=item.text), key="drop", do=do)


def _values(tree: Mapping) -> dict[str, Any]:
    """The JSON values of a merged tree, paths of this machine made absolute."""
    values: dict[str, Any] = loader.value(tree, as_text=shape.is_environment)
    if isinstance(tree.get("drop"), Scalar):
        values["drop"] = [values["drop"]]
    _, datasets = loader.find(tree, ("bench", "datasets"))
    names = datasets.items if isinstance(datasets, Mapping) else {}
    for path in (*_FILES, *(("bench", "datasets", name, "from") for name in names)):
        _, node = loader.find(tree, path)
        if isinstance(node, Scalar) and isinstance(loader.scalar(node), str) and _names_a_file(path, node.text):
            holder: Json = values
            for part in path[:-1]:
                holder = holder[part]
            there = _home(node.text, node.mark, dotted(path))
            holder[path[-1]] = str((Path(node.mark.file).parent / there).absolute())
    return values


def _names_a_file(path: Path_, text: str) -> bool:
    """`baseline.report` may also be a run or a name."""
    return bool(text) and (path != ("baseline", "report") or "/" in text or text.endswith(".json"))


def _named_file(path: str | None, tree: Tree, key: str) -> str | None:
    if path is None:
        return None
    mark, _ = loader.find(tree, (key,))
    try:
        return disk.read_bytes(path, base_config.MOST_BYTES).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise refusal(
                mark, Message("{path} is not text in UTF-8", path=path), key=key, do="save it as UTF-8"
            ) from error
        raise refusal(
            mark,
            Message("{path} cannot be read ({error})", path=path, error=getattr(error, "strerror", error)),
            key=key,
            do="a relative path starts at the profile's own folder",
        ) from error


def _home(text: str, mark: Mark | None = None, key: str = "") -> Path:
    """A path with its `~` resolved. ProfileError, with its place, where there is no such user."""
    try:
        return paths.expand_home(text)
    except StoreError as error:
        if mark is None:
            raise ProfileError(error.what, file=text, do=error.do) from error
        raise refusal(mark, f"{text}: {error.what}", key=key, do=error.do) from error


def _base_text(deployment: Deployment, tree: Tree) -> str | None:
    """The text of `config: FILE`; refused where it is no JSON object, since nothing could be merged over it."""
    text = _named_file(deployment.config, tree, "config")
    if text is None:
        return None
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProfileError(
            Message("is not JSON: {msg}", msg=error.msg),
            file=str(deployment.config),
            line=error.lineno,
            column=error.colno,
            do="correct it, or leave `config` out to start from the master's own",
        ) from error
    except (RecursionError, ValueError) as error:  # or a number of more digits than Python reads
        what = "nests too deep" if isinstance(error, RecursionError) else Message("is not JSON: {error}", error=error)
        raise ProfileError(what, file=str(deployment.config), line=1, column=1, do="name a config.json") from error
    if not isinstance(value, dict):
        raise ProfileError(
            "is not a config.json: it contains no JSON object",
            file=str(deployment.config),
            line=1,
            column=1,
            do=Message("name a file with {names}", names=" and ".join(MAIN_SECTIONS)),
        )
    return text


def _path_of(key: str) -> Path_:
    """nodes[1].serves as a path."""
    return tuple(int(part[1:-1]) if part[0] == "[" else part for part in re.findall(r"\[\d+\]|[^.\[\]]+", key))


def list_profiles(search: tuple[Path, ...] | None = None) -> list[ProfileEntry]:
    """Every profile by name, the one that wins for each; a broken one is listed with its sentence."""
    folders = search if search is not None else paths.search("profiles")
    origins: tuple[Literal["shipped", "site", "yours"], ...] = ("shipped", "site", "yours")
    found: dict[str, ProfileEntry] = {}
    for folder, origin in zip(folders, origins, strict=False):
        for path in sorted(folder.glob("*.yaml")):
            try:
                notes, problem = load(str(path), search=folders).deployment.notes, ""
            except ProfileError as error:
                notes, problem = "", str(error)
            found[path.stem] = ProfileEntry(path.stem, path, origin, notes, problem)
    return [found[name] for name in sorted(found)]
