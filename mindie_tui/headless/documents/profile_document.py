"""A profile made ready for the rules, over MindIE's default config.json or the file that it names."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mindie_tui.headless.documents.given import Given, ReadDocument
from mindie_tui.headless.printing import output
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.finding import Finding
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.secret import hidden_values
from mindie_tui.model.node import Node
from mindie_tui.model.workbench.workbench import Workbench
from mindie_tui.store.profiles import load as profiles


def read_profile(given: Given) -> ReadDocument:
    """The profile and the places of its findings. Raises ProfileError, CommandLineError."""
    loaded = _load(given)
    deployment = profiles.with_sets(loaded.deployment, given.sets)
    if given.mindie:
        deployment = deployment.model_copy(update={"mindie": given.mindie})
    output.hide(hidden_values(deployment))
    if given.nodes is not None:
        deployment = _with_nodes(deployment, given.nodes)
    table_text = given.table.decode(errors="replace") if given.table is not None else loaded.rank_table_text
    engine = engine_of(deployment)
    judged = Workbench(deployment, {}, loaded.base_text, table_text, devices_per_node=given.devices_per_node).artefacts

    def where(finding: Finding) -> str:
        place = finding.places[0]
        path = engine.form.path_of(place)
        file, line, column = loaded.place(path) if path and given.name != "-" else ("", 0, 0)
        return f"{file}:{line}:{column}" if line else f"{place.file}{place.pointer}"

    count = len(deployment.serving)
    return ReadDocument(judged, where, _about(given.name, count, engine.origin(judged)), engine)


def _about(name: str, count: int, origin: str) -> Message:
    if count > 1:
        says = "{about}: a profile, {count} nodes; {origin} (no node was contacted)"
        return Message(says, about=name, count=count, origin=origin)
    if count:
        return Message("{about}: a profile, one node; {origin} (no node was contacted)", about=name, origin=origin)
    return Message("{about}: a profile; {origin} (no node was contacted)", about=name, origin=origin)


def _with_nodes(deployment: Deployment, nodes: int) -> Deployment:
    """So many nodes that serve, where the profile names none. Raises CommandLineError where it names others."""
    if deployment.serving and len(deployment.serving) != nodes:
        what = Message(
            "--nodes {nodes}: the profile names {count} nodes that serve", nodes=nodes, count=len(deployment.serving)
        )
        raise CommandLineError(what, do="leave --nodes out")
    if deployment.serving:
        return deployment
    made = tuple(Node(name=f"node-{i + 1}") for i in range(nodes))
    return deployment.model_copy(update={"nodes": (*deployment.nodes, *made)})


def _load(given: Given) -> profiles.Profile:
    """The profile; one from standard input is laid into a file for as long as it is read."""
    name, text = given.name, given.text
    if name != "-":
        return profiles.load(name if text is None or "/" in name else f"./{name}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard-input.yaml"
        path.write_bytes(text or b"")
        try:
            return profiles.load(str(path))
        except ProfileError as error:
            raise ProfileError(error.what, file="-", line=error.line, column=error.column, do=error.do) from error
