"""npuDeviceIds against the variables that say which NPUs a service sees."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import is_int
from mindie_tui.model.finding import Place
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.visible_npus import CONTAINER, RUNTIME, ranges, runtime_list
from mindie_tui.model.mindie.rules.rule import Found, Rule, edits, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, entries
from mindie_tui.model.mindie.rules.site.placement import variable

_AT = Place("environment", f"/{RUNTIME}")
_IDS = Place("config.json", f"{pointers.BACKEND}/npuDeviceIds")


@rule(
    "site.visible",
    says="npuDeviceIds has {ids}, and {name}={value} leaves {count} NPUs, which count from 0",
    source="MindIE's guide to npuDeviceIds; EE1001 of the runtime",
)
def npu_ids_count_what_is_visible(s: Service) -> Iterator[Found]:
    """ASCEND_RT_VISIBLE_DEVICES hides all NPUs but those it lists, and renumbers these from 0 in its own order. The
    workers use npuDeviceIds as those numbers: a larger one ends the start with EE1001, invalid device."""
    value = s.env.get(RUNTIME)
    visible = runtime_list(value)
    if visible is None:
        return
    twice = next((n for n in visible if visible.count(n) > 1), None)
    if twice is not None:
        once = ",".join(map(str, dict.fromkeys(visible)))
        says = "{name}={value} names NPU {npu} twice"
        yield hit(says, _AT, fixes=(variable(RUNTIME, once),), name=RUNTIME, value=value, npu=twice)
    for node, have in zip(s.site.nodes, s.site.devices, strict=False):
        if not have:
            continue
        beyond = [n for n in visible if n not in have and n >= len(have)]
        if beyond:
            says = "{name}={value} names NPU {npu}, and {node} has {have}"
            away, npus = (variable(RUNTIME, None),), ranges(have)
            yield hit(says, _AT, fixes=away, name=RUNTIME, value=value, npu=beyond[0], node=node, have=npus)
            break
    lists = s.backend.get("npuDeviceIds")
    ids = [n for one in (lists if isinstance(lists, list) else ()) for n in entries(one) if is_int(n)]
    wrong = [n for n in ids if n >= len(visible)]
    if wrong:
        count = len(visible)
        logical = edits({"npuDeviceIds": [list(range(count))], "worldSize": count})
        values = {"ids": ranges(wrong), "name": RUNTIME, "value": value, "count": count}
        yield Found(values, some(logical, variable(RUNTIME, None)), (_IDS, _AT))


@rule(
    "advice.visible",
    says="{name} is read when a container is created, by the Ascend runtime; the service does not read it",
    severity="note",
    source="Ascend Docker Runtime",
)
def the_containers_variable_is_not_the_services(s: Service) -> Iterator[Found]:
    """What the start script exports comes after the container was created: ASCEND_RT_VISIBLE_DEVICES is what counts."""
    if CONTAINER in s.env:
        yield Found({"name": CONTAINER}, (variable(CONTAINER, None),), (Place("environment", f"/{CONTAINER}"),))


RULES: tuple[Rule, ...] = (
    npu_ids_count_what_is_visible,
    the_containers_variable_is_not_the_services,
)
