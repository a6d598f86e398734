"""Every parameter once: its place, kind, default, meaning in English and Chinese, and where that is from.

The table, the rules of stage start, `explain` and the demo's daemon are made from these declarations. The Chinese is
the operators' own note where they have one.
"""

from __future__ import annotations

from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.mindie.parameters import rank_table
from mindie_tui.model.mindie.parameters.config_json import backend, deploy, log, model, models, schedule, server, top
from mindie_tui.model.mindie.parameters.environment import atb, decisive, hccl, mindie

CONFIG: tuple[Field, ...] = (
    *top.FIRST,
    *server.FIELDS,
    *backend.FIELDS,
    *deploy.FIELDS,
    *model.FIELDS,
    *models.FIELDS,
    *schedule.FIELDS,
    *log.FIELDS,
    *top.LAST,
)
"""The fields of config.json, in its order."""

ENVIRONMENT: tuple[Field, ...] = (*decisive.FIELDS, *hccl.FIELDS, *mindie.FIELDS, *atb.FIELDS)
"""The environment variables, those first that decide."""

FIELDS: tuple[Field, ...] = (*CONFIG, *ENVIRONMENT, *rank_table.FIELDS)

_BY_POINTER = {(f.file, f.pointer): f for f in FIELDS}
_BY_NAME: dict[str, list[Field]] = {}
for _field in FIELDS:
    _BY_NAME.setdefault(_field.name, []).append(_field)


def by_pointer(pointer: str, file: str = "config.json") -> Field | None:
    """The declaration of the field at a pointer; None for a key that MindIE does not know."""
    return _BY_POINTER.get((file, pointer))


def all_named(name: str) -> tuple[Field, ...]:
    """Every field with this name of its own."""
    return tuple(_BY_NAME.get(name, ()))


def by_name(name: str) -> Field | None:
    """The field with this name, where only one has it."""
    found = _BY_NAME.get(name, ())
    return found[0] if len(found) == 1 else None
