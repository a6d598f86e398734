"""The run itself, its nodes, their containers, and what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mindie_tui.model.events import nodes as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.runs.folds.table import Fold, on
from mindie_tui.model.runs.state import NodeState, RunState


def _run_started(s: RunState, event: ev.RunStarted, at: str) -> RunState:
    names = [str(n.get("name")) for n in event.nodes]
    nodes = {name: s.nodes.get(name) or NodeState(name) for name in names}
    return replace(s, profile=event.profile, started=at, simulated=event.simulated, nodes={**s.nodes, **nodes})


def _run_ended(s: RunState, event: ev.RunEnded, at: str) -> RunState:
    return replace(s, ended=event)


def _asked(s: RunState, event: ev.NodeAsked, at: str) -> RunState:
    return s.with_node(event.node, state="asking", since=at)


def _found(s: RunState, event: ev.NodeFound, at: str) -> RunState:
    return s.with_node(
        event.node, state="found", since=at, facts=event.facts, reason="", do="", refusal="", fingerprint=None
    )


def _refused(s: RunState, event: ev.NodeRefused, at: str) -> RunState:
    return s.with_node(
        event.node,
        state="refused",
        since=at,
        reason=event.reason,
        do=event.do,
        refusal=event.kind,
        fingerprint=event.fingerprint,
    )


def _lost(s: RunState, event: ev.NodeLost, at: str) -> RunState:
    return s.with_node(event.node, state="lost", since=at, reason=event.reason)


def _back(s: RunState, event: ev.NodeBack, at: str) -> RunState:
    return s.with_node(event.node, state="found", since=at, reason="")


def _upload(s: RunState, event: ev.UploadProgress | ev.UploadFinished, at: str) -> RunState:
    return replace(s, uploads={**s.uploads, (event.node, event.what): event})


def _image(s: RunState, event: ev.ImageLoading, at: str) -> RunState:
    return s.with_node(event.node, image=event)


def _container(s: RunState, event: ev.ContainerCreated | ev.ContainerRefused, at: str) -> RunState:
    return s.with_node(event.node, container=event)


FOLDS: Mapping[type[Event], Fold] = dict(
    (
        on(ev.RunStarted, _run_started),
        on(ev.RunEnded, _run_ended),
        on(ev.NodeAsked, _asked),
        on(ev.NodeFound, _found),
        on(ev.NodeRefused, _refused),
        on(ev.NodeLost, _lost),
        on(ev.NodeBack, _back),
        on(ev.UploadProgress, _upload),
        on(ev.UploadFinished, _upload),
        on(ev.ImageLoading, _image),
        on(ev.ContainerCreated, _container),
        on(ev.ContainerRefused, _container),
    )
)
