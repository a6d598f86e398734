"""Which fields of a config.json are missing or will not do by their own declarations; nothing about two fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.kinds import Field, Free, Wrong, may
from mindie_tui.model.mindie.parameters import catalogue, pointers

Hit = tuple[Field, str, Json, Wrong | None]
"""A field, its pointer, the value there, and what is wrong with it; None: it is missing."""
FindOnce = Callable[[Json, str, Callable[[], list[Hit]]], list[Hit]]
"""(section, its pointer, how to find its hits): the hits, from an earlier call where the section is the same object."""
_Check = tuple[str, Field, Callable[[Json], Wrong | None], bool]

_BY_RULE = frozenset({"stageSelectPolicy"})
"""Fields whose range depends on another field: a rule of start/relations.py has it."""


def _checks(at: str, under: str = "") -> tuple[_Check, ...]:
    """(key, field, its check, required) of the fields whose container is at `at`/`under`."""
    prefix = f"{at}/{under}" if under else f"{at}/"
    return tuple(
        (f.name, f, may().wrong if f.name in _BY_RULE else f.kind.wrong, f.kind.required)
        for f in catalogue.CONFIG
        if f.pointer.startswith(prefix) and "/" not in f.pointer[len(prefix) :] and not isinstance(f.kind, Free)
    )


_SERVER, _BACKEND, _DEPLOY, _SCHEDULE = (
    _checks(at) for at in (pointers.SERVER, pointers.BACKEND, pointers.DEPLOY, pointers.SCHEDULE)
)
_HEALTH = _checks(pointers.SERVER, "HealthCheckConfig/")
_POOL = _checks(pointers.BACKEND, "kvPoolConfig/")
_LAYERS = _checks(pointers.SCHEDULE, "layerwiseDisaggregated/")
_MODEL = tuple(check for check in _checks(pointers.MODEL) if check[0] != "plugin_params")


def wrong_fields(config: Json, once: FindOnce) -> Iterator[Hit]:
    """Every field that is missing or will not do, in the order of the declarations; of sections that are objects."""
    server, backend = _child(config, "ServerConfig"), _child(config, "BackendConfig")
    deploy, schedule = _child(backend, "ModelDeployConfig"), _child(backend, "ScheduleConfig")
    models = _child(deploy, "ModelConfig")
    for holder, checks, at in (
        (server, _SERVER, pointers.SERVER),
        (backend, _BACKEND, pointers.BACKEND),
        (deploy, _DEPLOY, pointers.DEPLOY),
        (schedule, _SCHEDULE, pointers.SCHEDULE),
        (_child(server, "HealthCheckConfig"), _HEALTH, pointers.SERVER + "/HealthCheckConfig"),
        (_child(backend, "kvPoolConfig"), _POOL, pointers.BACKEND + "/kvPoolConfig"),
        (_child(schedule, "layerwiseDisaggregated"), _LAYERS, pointers.SCHEDULE + "/layerwiseDisaggregated"),
        *(
            (model, _MODEL, f"{pointers.MODELS}/{i}")
            for i, model in enumerate(models if isinstance(models, list) else ())
        ),
    ):
        if isinstance(holder, dict):
            yield from once(holder, at, lambda: list(_wrong(holder, checks, at)))  # noqa: B023  called at once


def _child(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, dict) else None


def _wrong(holder: dict[str, Json], checks: tuple[_Check, ...], at: str) -> Iterator[Hit]:
    for key, field, check, required in checks:
        value = holder.get(key, ABSENT)
        if value is ABSENT:
            if required:
                yield field, f"{at}/{key}", ABSENT, None
        elif (wrong := check(value)) is not None:
            yield field, f"{at}/{key}", value, wrong
