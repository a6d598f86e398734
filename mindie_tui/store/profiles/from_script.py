"""A start script on this machine -> a profile of one's own, and the lines that it does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.documents.script.leftovers import ImportedProfile
from mindie_tui.model.documents.script.problems import Remark
from mindie_tui.model.documents.script.reading import read
from mindie_tui.model.engine import Engine
from mindie_tui.model.engines import ENGINES
from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles.load import Profile
from mindie_tui.store.profiles.new import as_name, write_new

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ScriptImport:
    """A profile that was made of a script."""

    profile: Profile
    engine: Engine
    remarks: tuple[Remark, ...]
    """The lines that the profile does not hold, in their order."""
    secrets: tuple[str, ...] = ()
    """Values of the script that nobody is to read."""


def read_script(text: str, source: str) -> tuple[ImportedProfile, Engine]:
    """What a profile takes of a script, and whose it is. Raises Refused where nothing in it starts an engine."""
    reading = read(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for engine in ENGINES:
        found = engine.read_script(reading, lines)
        if found is not None:
            return found, engine
    labels = " / ".join(engine.label for engine in ENGINES)
    what = Message("no archive of a run, and no script that starts {labels}", labels=labels)
    raise Refused(what, where=source, do="name an archive, or a script that holds the command of the start")


def import_script(data: bytes, source: str, name: str = "") -> ScriptImport:
    """Writes the profile of a script. Raises Refused, StoreError; a profile that is there is never replaced.

    `source`: the script's path, or `-`. `name`: the new profile's name, or a path that ends in .yaml.
    """
    if len(data) > MOST_BYTES:
        raise Refused("no archive of a run, and too large for a script", where=source, do="name a start script")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("no archive of a run, and no text in UTF-8", where=source, do="save it as UTF-8") from None
    found, engine = read_script(text, source)
    values, remarks = _with_config(found, source)
    values["notes"] = (
        Message("Imported from {name}.", name=Path(source).name) if source != "-" else "Imported from standard input."
    )
    return ScriptImport(write_new(values, name or _name(values, source), source), engine, remarks, found.secrets)


def _with_config(found: ImportedProfile, source: str) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """The profile's values with the config.json that the script names, where that is on this machine."""
    values = dict(found.values)
    if not found.config:
        return values, found.remarks
    folder = Path(source).absolute().parent if source != "-" else Path.cwd()
    path = folder / paths.expand_or_keep(found.config)
    if paths.is_file(path):
        return values | {"config": str(path)}, found.remarks
    why = Message("not on this machine: copy it here and write config: FILE into the profile")
    remarks = (*found.remarks, Remark(found.config_line, found.config, why))
    return values, tuple(sorted(remarks, key=lambda one: one.line))


def _name(values: dict[str, Any], source: str) -> str:
    """A name for the profile: the script's, else the model's."""
    serve = values.get("serve")
    model = serve.get("served-model-name") or serve.get("model") if isinstance(serve, dict) else None
    model = model[0] if isinstance(model, list) else model
    given = Path(source).stem if source != "-" else str(model or "imported").rstrip("/").rpartition("/")[2]
    return as_name(given)


def read_file(path: Path) -> bytes:
    """The first bytes of a file, one more than a script may have. Raises StoreError."""
    with disk.as_store_error(path), path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
