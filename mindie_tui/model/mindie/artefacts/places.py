"""The names of fields on the command line and their places: dp, ModelConfig.dp, models.deepseekv2.ep_level."""

from __future__ import annotations

import re
from difflib import get_close_matches

from mindie_tui.model.documents.document import pointer, tokens
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.finding import Place
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters import catalogue, plugin_params, pointers
from mindie_tui.model.mindie.parameters.pointers import SECTIONS

_BY_NAME: dict[str, list[Field]] = {}
for _field in (*catalogue.CONFIG, *catalogue.ENVIRONMENT, *plugin_params.FIELDS):
    _BY_NAME.setdefault(_field.name, []).append(_field)
_PATHS = tuple(tuple(tokens(field.pointer)) for field in (*catalogue.CONFIG, *plugin_params.FIELDS))
_FILES = {"environment": "environment", "rank_table": "rank_table.json"}


def place_of(name: str) -> Place:
    """The place that a name denotes: a field's own name where only one field has it, a dotted path from its section or
    from any object on its way, a JSON pointer. Raises CommandLineError with the nearest name, or with the possible
    places.
    """
    if name.startswith("/"):
        return Place("config.json", name)
    head, *rest = steps = re.sub(r"\[(\d+)\]", r".\1", name).split(".")
    if not all(steps):
        raise CommandLineError(
            Message("{name}: a dotted path has a name between its dots", name=name), do="write ServerConfig.port"
        )
    if not rest:
        return _alone(name)
    if head in _FILES:
        return Place(_FILES[head], pointer(*rest))
    if head in SECTIONS:
        at = pointers.MODELS if head == "ModelConfig" and rest[0].isdecimal() else SECTIONS[head]
        return Place("config.json", _with_index(at + pointer(*rest)))
    before = _before(tuple(steps))
    if len(before) == 1:
        return Place("config.json", pointer(*before.pop(), *steps))
    if before:
        places = " or ".join(sorted(dotted(pointer(*way, *steps)) for way in before))
        raise CommandLineError(
            Message("{name}: more than one place is named {head}", name=name, head=head),
            do=Message("write {places}", places=places),
        )
    raise CommandLineError(Message("{name}: nothing is named {head}", name=name, head=head), do=_near(head))


def _alone(name: str) -> Place:
    named = _BY_NAME.get(name, [])
    if len(named) == 1:
        return Place(named[0].file, named[0].pointer)
    if named:
        places = " or ".join(dotted(field.pointer) for field in named)
        raise CommandLineError(
            Message("{name}: more than one field has this name", name=name),
            do=Message("write {places}", places=places),
        )
    raise CommandLineError(Message("{name}: no field has this name", name=name), do=_near(name))


def _before(steps: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The steps that precede these ones in the path of a declared field: matched by the whole path, else by its first
    object."""
    whole, first = set(), set()
    for path in _PATHS:
        for i, token in enumerate(path):
            if token == steps[0]:
                if path[i:] == steps:
                    whole.add(path[:i])
                if i < len(path) - 1:
                    first.add(path[:i])
    return whole or first


def _with_index(at: str) -> str:
    """`.../ModelConfig/dp` is of the first model."""
    rest = at.removeprefix(pointers.MODELS + "/")
    return at if rest == at or rest.split("/")[0].isdecimal() else f"{pointers.MODEL}/{rest}"


def dotted(at: str) -> str:
    """A pointer of config.json as people write it, from its section."""
    section = max((s for s in SECTIONS.items() if at.startswith(s[1] + "/")), key=lambda s: len(s[1]), default=("", ""))
    return ".".join([*([section[0]] if section[0] else []), *tokens(at[len(section[1]) :])])


def _near(name: str) -> str:
    folded = {known.lower(): known for known in (*_BY_NAME, *SECTIONS, *_FILES)}
    close = get_close_matches(name.lower(), folded, n=2, cutoff=0.7)
    if close:
        return Message("did you mean {names}?", names=" or ".join(folded[one] for one in close))
    return "write a dotted path, such as ModelConfig.dp"
