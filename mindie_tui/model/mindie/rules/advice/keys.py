"""Nobody complains: keys that MindIE does not know. It ignores them, so a misspelt one keeps its default in silence."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import Edit, Json, pointer
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.parameters import catalogue, pointers, releases
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.spelling import nearest, one_slip


def _known(at: str) -> frozenset[str]:
    prefix = f"{at}/"
    return frozenset(f.pointer[len(prefix) :].split("/")[0] for f in catalogue.CONFIG if f.pointer.startswith(prefix))


_HOLDERS: tuple[tuple[str, frozenset[str], bool], ...] = (
    # where, the keys that MindIE knows there, whether others reach the model and so may be meant
    ("", _known("") | {"ServerConfig", "BackendConfig", "LogConfig"}, False),
    (pointers.SERVER, _known(pointers.SERVER), False),
    (f"{pointers.SERVER}/HealthCheckConfig", _known(f"{pointers.SERVER}/HealthCheckConfig"), False),
    (pointers.BACKEND, _known(pointers.BACKEND) | {"ModelDeployConfig", "ScheduleConfig"}, False),
    (f"{pointers.BACKEND}/kvPoolConfig", _known(f"{pointers.BACKEND}/kvPoolConfig"), False),
    (pointers.DEPLOY, _known(pointers.DEPLOY) | {"ModelConfig"}, False),
    (pointers.MODEL, _known(pointers.MODEL) | {"models"}, True),
    (f"{pointers.MODEL}/models/deepseekv2", _known(f"{pointers.MODEL}/models/deepseekv2"), True),
    (
        f"{pointers.MODEL}/models/deepseekv2/parallel_options",
        _known(f"{pointers.MODEL}/models/deepseekv2/parallel_options"),
        True,
    ),
    (pointers.SCHEDULE, _known(pointers.SCHEDULE), False),
    (pointers.LOG, _known(pointers.LOG), False),
)
_PATHS = tuple(
    (at, [int(t) if t == "0" else t for t in at.split("/")[1:]], known, open_) for at, known, open_ in _HOLDERS
)
_ELSEWHERE = {f.name: f for f in catalogue.CONFIG if f.section != "models"}


@rule("advice.unknown_key", says="MindIE does not know {key} here, and ignores it", source="param_checker.cpp")
def keys_are_spelled_as_mindie_does(s: Service) -> Iterator[Found]:
    """An unknown key is ignored in silence: what was meant keeps its default."""
    for at, path, known, open_ in _PATHS:
        holder: Json = s.config
        for step in path:
            if isinstance(holder, dict):
                holder = holder.get(step)
            elif isinstance(holder, list) and step == 0 and holder:
                holder = holder[0]
            else:
                holder = None
                break
        if isinstance(holder, dict) and not known.issuperset(holder):
            for key in holder:
                if key in known or _is_of_its_release(key, holder[key], s):
                    continue
                yield from _unknown(at, key, holder, known, open_, s)


def _is_of_its_release(key: str, value: Json, s: Service) -> bool:
    """Whether a key is one of an older release that is read, or harmless, with the release that is known."""
    old = releases.OLD.get(key)
    if key in releases.SECTIONS_OF_RC2:
        return isinstance(value, dict) and s.release is not None and not s.release.after("1.0.RC2")
    if old is None or (old.instead and not isinstance(value, str)):
        return False
    return not old.instead or s.release is None or not s.release.after(old.until)


def _unknown(
    at: str, key: str, holder: dict[str, Json], known: frozenset[str], open_: bool, s: Service
) -> Iterator[Found]:
    here = at + pointer(key)
    place = Place("config.json", here)
    name = shown(key).strip('"')
    old = releases.OLD.get(key)
    if old is not None and old.instead and isinstance(holder[key], str) and s.release is not None:
        says = "MindIE {release} does not read {key} any more: it reads {instead}"
        instead = " and ".join(old.instead)
        fixes = _taken_apart(at, key, holder, old.instead)
        yield hit(says, place, fixes=fixes, key=name, release=s.release.text, instead=instead)
    elif meant := nearest(key, known):
        says = "MindIE does not know {key} here, and ignores it; did you mean {meant}?"
        if open_:
            says = "MindIE does not know {key} here, and hands it to the model; did you mean {meant}?"
        taken = meant in holder or not one_slip(key, meant)
        fixes = _moved(here, at + pointer(meant), holder[key], meant, taken)
        yield hit(says, place, fixes=fixes, key=name, meant=meant)
    elif (field := _ELSEWHERE.get(key)) is not None and not field.pointer.startswith(f"{at}/"):
        there = key in _section_of(s, field)
        fixes = _moved(here, field.pointer, holder[key], f"{key} in {field.section}", there)
        says = "MindIE does not know {key} here, and ignores it: it belongs into {section}"
        yield hit(says, place, fixes=fixes, key=name, section=field.section)
    elif not open_:
        harmless = key not in releases.SECTIONS_OF_RC2
        away = Fix(f"without {key}", (Edit("remove", here),), proven=harmless)
        yield Found({"key": name}, (away,), (place,), "note")


def _taken_apart(at: str, key: str, holder: dict[str, Json], instead: tuple[str, ...]) -> tuple[Fix, ...]:
    """One path as its folder and a list with its name, where neither exists already."""
    folder, _, name = str(holder[key]).rpartition("/")
    away = Fix(f"without {key}", (Edit("remove", at + pointer(key)),), proven=False)
    if any(other in holder for other in instead):
        return (away,)
    values: tuple[Json, ...] = (f"{folder}/" if folder else "", [name])
    edits = tuple(Edit("replace", at + pointer(new), value) for new, value in zip(instead, values, strict=True))
    return (
        Fix(", ".join(f"{new} = {shown(v)}" for new, v in zip(instead, values, strict=True)), (*away.edits, *edits)),
        away,
    )


def _section_of(s: Service, field: Field) -> dict[str, Json]:
    return {
        "ServerConfig": s.server,
        "BackendConfig": s.backend,
        "ModelDeployConfig": s.deploy,
        "ModelConfig": s.model,
        "ScheduleConfig": s.schedule,
    }.get(field.section, {})


def _moved(old: str, new: str, value: Json, label: str, taken: bool) -> tuple[Fix, ...]:
    """The key under its right name; and without it, where the right one exists too."""
    away = Edit("remove", old)
    move = None if taken else Fix(f"{label} = {shown(value, 30)}", (away, Edit("replace", new, value)))
    return some(move, Fix(f"without {old.rpartition('/')[2]}", (away,), proven=True))


RULES: tuple[Rule, ...] = (keys_are_spelled_as_mindie_does,)
