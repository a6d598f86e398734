"""The folder of a model on this machine: its configuration, how it is quantised, how large its files are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.headless.documents.given import read
from mindie_tui.model.documents import json_text
from mindie_tui.model.errors import ProfileError
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.service_values import MODEL_FILE
from mindie_tui.store import paths

DESCRIPTIONS = "quant_model_description*.json"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """What was read of a model."""

    name: str
    config: Mapping[str, Any]
    description: Mapping[str, Any] | None
    """Of modelslim: how each tensor is quantised; None without one."""
    bytes: int | None
    """Of the weights' files; None where only the configuration was given."""


def model_files(given: str) -> ModelFiles:
    """Read a folder of weights, or the configuration alone. Raises ProfileError."""
    path = paths.expand_home(Path(given))
    try:
        folder = path.is_dir()
    except OSError:
        folder = False
    if not folder:
        return ModelFiles(path.stem, _object(path), None, None)
    described = sorted(path.glob(DESCRIPTIONS))
    return ModelFiles(
        path.resolve().name, _object(path / MODEL_FILE), _object(described[0]) if described else None, _bytes(path)
    )


def _bytes(folder: Path) -> int | None:
    total = 0
    for file in folder.glob("*.safetensors"):
        try:
            total += file.stat().st_size
        except OSError:
            return None
    return total or None


def _object(path: Path) -> Mapping[str, Any]:
    parsed = json_text.parse(read(path))
    if parsed.refusal is not None or not isinstance(parsed.value, dict):
        at = parsed.refusal
        what = Message("it is not JSON: {text}", text=at.text) if at is not None else "it is not a JSON object"
        line, column = (at.line, at.column) if at is not None else (1, 1)
        do = "name the folder of a model's weights, or the configuration in it"
        raise ProfileError(what, file=str(path), line=line, column=column, do=do)
    return parsed.value
