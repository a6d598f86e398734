"""A Deployment written as a profile: the difference to what it extends, comments kept where nothing changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mindie_tui.model.deployment import FORMAT, Deployment
from mindie_tui.model.errors import ProfileError, Refused, StoreError
from mindie_tui.model.message import Message
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles import load as profiles, of_demo
from mindie_tui.store.profiles.load import Profile
from mindie_tui.store.yaml.edit import edit_text
from mindie_tui.store.yaml.loader import Path_, read_text
from mindie_tui.store.yaml.writer import AsWritten, dump

_ORDER = [info.alias or name for name, info in Deployment.model_fields.items()]
_OURS = ("name", "extends", "mindie-tui")


def resolved_text(deployment: Deployment) -> str:
    """The profile of a deployment with nothing left to look up: `extends` resolved, comments gone."""
    return dump({"mindie-tui": FORMAT} | _as_written(_values(deployment)))


def save(deployment: Deployment, path: Path, *, loaded: Profile | None = None) -> Profile:
    """Write a profile atomically; with `extends` only the difference is written. What was written, read again.

    `loaded` is the profile that was edited. Raises Refused for a shipped path, StoreError where the disk refuses.
    """
    path = paths.expand_home(path)
    if path.suffix != ".yaml":
        raise Refused(
            Message("{name} does not end in .yaml", name=path.name),
            where=str(path.parent),
            do=Message("save it as {name}.yaml", name=path.name),
        )
    if path.resolve().is_relative_to(paths.shipped("profiles").resolve()):
        own = paths.own_profiles() / path.name
        raise Refused("a shipped profile is not written over", where=str(path), do=Message("save it as {own}", own=own))
    disk.make_folder(path.parent)
    same_file = loaded is not None and path.exists() and path.resolve() == loaded.path.resolve()
    holds = content(deployment, path, loaded)
    wanted = _comparable(deployment)
    for text in _texts(holds, path, loaded if same_file else None):
        try:
            again = profiles.load(str(path), text=text)
        except ProfileError:
            continue
        if _comparable(again.deployment) == wanted:
            disk.write_atomic(path, text.encode(), mode=0o644)
            of_demo.written(path)
            return again
    raise StoreError("what would be written does not read back the same", where=str(path), do="edit the file by hand")


def _texts(holds: dict[str, Any], path: Path, loaded: Profile | None) -> list[str]:
    """The file's own text with only the changes in it, where that can be done; else the whole, comments gone."""
    texts = [dump(holds)]
    if loaded is not None and loaded.own is not None:
        text = read_text(path)
        if text != loaded.text:
            raise Refused(
                "the file was changed since it was read",
                where=str(path),
                do="read it again, or save under another name",
            )
        before = content(loaded.deployment, path, loaded)
        if before == holds:
            return [text]
        changed = edit_text(text, loaded.own, before, holds)
        texts = ([changed] if changed is not None else []) + texts
    return texts


def content(deployment: Deployment, path: Path, loaded: Profile | None) -> dict[str, Any]:
    """What `path` is to hold, in the format's order: the whole deployment, or `extends` and the difference."""
    values = _values(deployment)
    head: dict[str, Any] = {"mindie-tui": FORMAT}
    base = _base(deployment, path, loaded)
    if base is not None and deployment.extends is not None:
        head["extends"] = _extends(deployment.extends, path, loaded)
        values, dropped = _difference(base, deployment)
        values.pop("drop", None)
        dropped += [path for path in deployment.drop if path not in base.drop]
        if dropped:
            head["drop"] = dropped
    return head | _as_written(_relative(values, path.parent))


def _values(deployment: Deployment) -> dict[str, Any]:
    values = deployment.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {key: values[key] for key in _ORDER if key in values and key not in _OURS}


def _comparable(deployment: Deployment) -> dict[str, Any]:
    """Everything that counts; the base by its values, not by its name."""
    values = deployment.model_dump(mode="json", by_alias=True)
    return {key: item for key, item in values.items() if key not in _OURS}


def _base(deployment: Deployment, path: Path, loaded: Profile | None) -> Deployment | None:
    """What the deployment extends, or None."""
    if deployment.extends is None:
        return None
    if loaded is not None and loaded.base is not None and loaded.deployment.extends == deployment.extends:
        values = loaded.base
    else:
        start = (loaded.path if loaded is not None else path).parent
        name = str(start / deployment.extends) if profiles.is_path(deployment.extends) else deployment.extends
        return profiles.load(name).deployment
    try:
        return Deployment.model_validate_json(json.dumps({**values, "extends": None}))
    except ValidationError:  # only whole together with what extends it
        return None


def _extends(extends: str, path: Path, loaded: Profile | None) -> str:
    """A relative path means the same from another folder."""
    if not profiles.is_path(extends) or loaded is None or paths.expand_home(extends).is_absolute():
        return extends
    there = loaded.path.parent / extends
    relative = os.path.relpath(there.absolute(), path.parent.absolute())
    return relative if "/" in relative else f"./{relative}"


def _difference(base: Deployment, this: Deployment) -> tuple[dict[str, Any], list[str]]:
    """What to write over the base, and the dotted paths to drop from it."""
    dropped: list[str] = []
    full = _comparable(this)
    compact = _values(this)
    over = _over(_comparable(base), full, compact, (), dropped)
    return {key: over[key] for key in _ORDER if key in over}, dropped


def _over(base: Any, full: Any, compact: Any, at: Path_, dropped: list[str]) -> Any:
    found: dict[str, Any] = {}
    for key, item in full.items():
        short = compact[key] if isinstance(compact, dict) and key in compact else item
        if key not in base:
            found[key] = short
        elif base[key] != item or type(base[key]) is not type(item):
            if isinstance(base[key], dict) and isinstance(item, dict):
                inner = _over(base[key], item, short, (*at, key), dropped)
                if inner:
                    found[key] = inner
            else:
                found[key] = short
    dropped += [".".join(map(str, (*at, key))) for key in base if key not in full]
    return found


def _relative(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Files of this machine below the profile's folder, by their way from there."""

    def short(text: Any) -> Any:
        path = Path(text) if isinstance(text, str) else None
        if path is None or not path.is_absolute() or not path.is_relative_to(folder.absolute()):
            return text
        return str(path.relative_to(folder.absolute()))

    values = {key: short(item) if key in ("config", "rank_table") else item for key, item in values.items()}
    container = values.get("container")
    if isinstance(container, dict) and "tar_from" in container:
        values["container"] = container | {"tar_from": short(container["tar_from"])}
    baseline = values.get("baseline")
    if isinstance(baseline, dict) and str(baseline.get("report") or "").endswith(".json"):
        values["baseline"] = baseline | {"report": short(baseline["report"])}
    return values


def _as_written(values: dict[str, Any]) -> dict[str, Any]:
    """The variables without quotes where that is the same text."""
    if not isinstance(values.get("environment"), dict):
        return values
    return values | {"environment": {name: AsWritten(text) for name, text in values["environment"].items()}}
