"""MindIE's daemon, before it starts: what a split of the layers between edge and cloud demands, and what it forbids."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service

_INCOMPATIBLE = "layerwiseDisaggregated not incompatible with what is configured beside it."
_ON = f"{pointers.SERVER}/layerwiseDisaggregated"
_EDGE = f"{pointers.BACKEND}/layerwiseDisaggregated"
_SEVERAL = "layerwiseDisaggregatedMultiNodesInferEnabled"


@rule(
    "start.layerwise",
    says="layerwiseDisaggregated: it cannot be combined with several nodes, torch, splitfuse, "
    "Mix and some other settings",
    source="config_manager_impl.cpp",
)
def a_split_between_edge_and_cloud_holds_together(s: Service) -> Iterator[Found]:
    """With layerwiseDisaggregated the daemon checks this list in the end, and forgets what it found before."""
    edge = s.backend.get("layerwiseDisaggregated")
    several = False
    if isinstance(edge, dict) and _SEVERAL in edge:
        several = edge[_SEVERAL] is True
        yield from _edge_is_readable(s, edge)
    if not s.layerwise:
        return
    yield from _control_ports_are_numbers(s)
    for wrong, what, pointer in _exclusions(s):
        if wrong:
            yield _edge(what, pointer, _ON)
    if several:
        yield from _several_cloud_nodes_fit(s)


def _edge_is_readable(s: Service, edge: dict[str, Json]) -> Iterator[Found]:
    """The flag and the port of several cloud nodes, which are looked at whether layers are split or not."""
    flag = edge[_SEVERAL]
    port = edge.get("layerwiseDisaggregatedMultiNodesCtrlPort", ABSENT)
    where = f"{_EDGE}/layerwiseDisaggregatedMultiNodesCtrlPort"
    if not isinstance(flag, bool):
        yield _edge(f"{_SEVERAL} must be true or false", f"{_EDGE}/{_SEVERAL}")
    if not isinstance(port, (int, float)):
        yield _edge("layerwiseDisaggregatedMultiNodesCtrlPort must be a number", where)
    elif flag is True and not s.layerwise and not 1024 <= port <= 65535:
        yield _edge("layerwiseDisaggregatedMultiNodesCtrlPort must be 1024 to 65535", where)


def _control_ports_are_numbers(s: Service) -> Iterator[Found]:
    ports = s.server.get("layerwiseDisaggregatedCrtlPort")
    listed = ports if isinstance(ports, list) else ()
    if any(type(port) is not int or not -(2**31) <= port < 2**31 for port in listed):
        where = f"{pointers.SERVER}/layerwiseDisaggregatedCrtlPort"
        yield _edge("layerwiseDisaggregatedCrtlPort must contain numbers", where)


def _exclusions(s: Service) -> Iterator[tuple[bool, str, str]]:
    """(whether it is in the way, what must be set, where) of everything that excludes a split."""
    server, backend, model, schedule = pointers.SERVER, pointers.BACKEND, pointers.MODEL, pointers.SCHEDULE
    several, distributed = s.multi, s.server.get("distDPServerEnabled") is True
    yield several, "multiNodesInferEnabled must be false", f"{backend}/multiNodesInferEnabled"
    yield distributed, "distDPServerEnabled must be false", f"{server}/distDPServerEnabled"
    yield s.model.get("backendType") != "atb", "backendType must be atb", f"{model}/backendType"
    splitfuse = s.model.get("plugin_type") == "splitfuse"
    yield splitfuse, "plugin_type splitfuse is not for it", f"{model}/plugin_type"
    mixed = s.schedule.get("templateType") != "Standard"
    yield mixed, "templateType must be Standard", f"{schedule}/templateType"
    for name in ("supportSelectBatch", "bufferResponseEnabled"):
        yield s.schedule.get(name) is True, f"{name} must be false", f"{schedule}/{name}"


def _several_cloud_nodes_fit(s: Service) -> Iterator[Found]:
    slaves = s.server.get("layerwiseDisaggregatedSlaveIpAddress")
    if len(slaves if isinstance(slaves, list) else ()) != 2:
        what = "several cloud nodes are two addresses in layerwiseDisaggregatedSlaveIpAddress"
        yield _edge(what, f"{pointers.SERVER}/layerwiseDisaggregatedSlaveIpAddress", _ON)
    if s.parallel.given.get("dp", 0) not in (1, 2):
        yield _edge("several cloud nodes need dp 1 or 2", f"{pointers.MODEL}/dp", _ON)


def _edge(what: str, *at: str) -> Found:
    return hit("layerwiseDisaggregated: " + what, *at, fixes=(edit(_ON, False),), mindie=_INCOMPATIBLE)


RULES: tuple[Rule, ...] = (a_split_between_edge_and_cloud_holds_together,)
