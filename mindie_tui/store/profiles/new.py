"""A profile that was not there: written under a name of its own, never over another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mindie_tui.model.deployment import FORMAT, Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles import load as profiles, of_demo
from mindie_tui.store.profiles.load import Profile
from mindie_tui.store.profiles.save import save
from mindie_tui.store.yaml.writer import dump


def write_new(values: Mapping[str, Any], name: str, source: str) -> Profile:
    """Writes the profile of these values; `name`: its name, or a path that ends in .yaml.

    Raises Refused where a profile is there, and for values that none can hold; `source` is what they came from.
    """
    path = path_of(name)
    if path.exists():
        raise Refused("a profile is there already", where=str(path), do="give the new one another name")
    if "extends" in values:  # what it extends is not in the values
        text = dump({"mindie-tui": FORMAT, **values})
        made = profiles.load(str(path), text=text)
        disk.make_folder(path.parent)
        disk.write_atomic(path, text.encode(), mode=0o644)
        of_demo.written(path)
        return made
    try:
        deployment = Deployment.model_validate_json(json.dumps(values))
    except ValidationError as error:
        what = Message("no profile can hold it: {error}", error=error.errors()[0]["msg"])
        raise Refused(what, where=source) from error
    return save(deployment, path)


def path_of(name: str) -> Path:
    """The file of a new profile."""
    if profiles.is_path(name):
        return paths.expand_home(name)
    return paths.own_profiles() / f"{name}.yaml"


def as_name(text: str) -> str:
    """A name for a profile, made of any text."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-.") or "imported"
