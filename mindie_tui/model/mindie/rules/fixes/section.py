"""Fixes that put in what is missing as a whole: a section as MindIE ships it, a folder of weights that is there."""

from __future__ import annotations

import json
import posixpath
from functools import lru_cache

from mindie_tui.model.documents import document
from mindie_tui.model.documents.cpp_values import is_int
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.rules.rule import some
from mindie_tui.model.mindie.rules.service_view import Service

SWITCHES = {pointers.SERVER: ("httpsEnabled",), pointers.BACKEND: ("interNodeTLSEnabled",)}
"""Switches of a section that are shipped on and need certificates, which hardly any site has."""
PLACEHOLDER = "/path/to/weights"


@lru_cache(maxsize=1)
def _shipped() -> Json:
    return json.loads(DEFAULT_CONFIG)


def section(s: Service, pointer: str, name: str) -> tuple[Fix, ...]:
    """The fix that adds a section as MindIE ships it, without TLS, for the NPUs and the model of this file.

    It may leave errors, such as the weights, which only the operator knows.
    """
    last = pointer.rpartition("/")[2]
    if last.isdecimal() and int(last) > 0:
        return (Fix(f"without {name}", (Edit("remove", pointer),)),)
    value = document.get(_shipped(), pointer)
    if not pointer or value is ABSENT:
        return ()
    for at, switches in SWITCHES.items():
        if at == pointer:
            value = {**value, **dict.fromkeys(switches, False)}
    whole = _adapted(s, document.edited(s.config, Edit("replace", pointer, value)), pointer)
    return (Fix(f"{name} as MindIE ships it", (Edit("replace", pointer, document.get(whole, pointer)),), opens=True),)


def _adapted(s: Service, config: Json, pointer: str) -> Json:
    """A config.json with a section put in: worldSize and npuDeviceIds say the same, the weights are some that are
    there, and what stood in the models stays."""
    ids = s.backend.get("npuDeviceIds")
    size = len(ids[0]) if isinstance(ids, list) and ids and isinstance(ids[0], list) else None
    if pointer == pointers.BACKEND and (stood := s.site.devices_per_node):
        size = stood
        config = document.edited(config, Edit("replace", f"{pointers.BACKEND}/npuDeviceIds", [list(range(stood))]))
    if size:
        config = document.edited(config, Edit("replace", f"{pointers.MODEL}/worldSize", size))
    found = known_weights(s)
    if found:
        config = document.edited(config, Edit("replace", f"{pointers.MODEL}/modelWeightPath", found[0]))
    if is_int(s.schedule.get("maxPreemptCount")) and s.schedule["maxPreemptCount"] > 0:
        config = document.edited(config, Edit("replace", f"{pointers.MODEL}/cpuMemSize", 5))
    return _with_room(s, config)


def _with_room(s: Service, config: Json) -> Json:
    """The longest input of an added section fits into an existing prefill limit, and vice versa."""
    tokens, longest = f"{pointers.SCHEDULE}/maxPrefillTokens", f"{pointers.DEPLOY}/maxInputTokenLen"
    most, given = document.get(config, tokens), document.get(config, longest)
    if is_int(most) and is_int(given) and most < given:
        stood = is_int(s.schedule.get("maxPrefillTokens"))
        edit = Edit("replace", longest, most) if stood else Edit("replace", tokens, given)
        config = document.edited(config, edit)
    return config


MOST_NPUS, MOST_INSTANCES = 64, 10


def ids_of(s: Service) -> list[list[int]]:
    """npuDeviceIds as worldSize and modelInstanceNumber say; empty where they do not."""
    size, count = s.number(s.model, "worldSize"), s.number(s.backend, "modelInstanceNumber")
    if size is None or count is None or not (1 <= size <= MOST_NPUS and 1 <= count <= MOST_INSTANCES):
        return []
    return ids(size, count)


def ids(size: int, count: int) -> list[list[int]]:
    """Lists of NPU ids for some instances of `size` NPUs each, counted on from one to the next."""
    return [list(range(i * size, (i + 1) * size)) for i in range(count)]


def beside(s: Service, name: str) -> list[int]:
    """Values of a field that fit its neighbours, for where its default does not."""
    partners = {
        "maxPrefillTokens": (s.deploy.get("maxInputTokenLen"),),
        "maxInputTokenLen": (s.schedule.get("maxPrefillTokens"),),
        "maxBatchSize": tuple(s.schedule.get(key) for key in ("maxPreemptCount", "maxPrefillBatchSize", "maxN")),
        "maxPrefillBatchSize": (s.schedule.get("maxBatchSize"),),
        "maxPreemptCount": (s.schedule.get("maxBatchSize"),),
        "cpuMemSize": (5,),
        "port": (1025, 1030),
        "multiNodesInferPort": (1120, 1122),
        "maxNumPartialPrefills": (s.schedule.get("maxLongPartialPrefills"),),
    }.get(name, ())
    known = [value for value in partners if is_int(value)]
    return sorted(set(known)) if name in ("port", "multiNodesInferPort") else [max(known)] if known else []


def known_weights(s: Service) -> tuple[str, ...]:
    """Folders with a config.json that are known to be on the node."""
    return tuple(
        sorted(
            folder
            for path in s.site.files.present
            if posixpath.basename(path) == "config.json" and (folder := posixpath.dirname(path)) in s.site.files.present
        )
    )


def weights(s: Service, pointer: str) -> tuple[Fix, ...]:
    """Fixes that name the weights: those that are known; where none is, a placeholder that says that it is one."""
    known = [Fix(f'modelWeightPath = "{path}"', (Edit("replace", pointer, path),)) for path in known_weights(s)[:2]]
    if known:
        return some(*known)
    label = f'modelWeightPath = "{PLACEHOLDER}", which stays to be written'
    return (Fix(label, (Edit("replace", pointer, PLACEHOLDER),), opens=True),)
