"""Nodes: which machines serve, in which order, and the state of each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.node import Node
from mindie_tui.model.runs.interrupted_write import HEAD, SAYS, CutOff
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.confirm import Told
from mindie_tui.tui.nodes import create_container, host_key, inspector as node_inspector, rows as node_rows
from mindie_tui.tui.nodes.edit import EditNodes, nodes_of
from mindie_tui.tui.nodes.import_hosts import ImportHosts, node_of
from mindie_tui.tui.text.cells import age, say
from mindie_tui.tui.text.translate import t


def with_nodes(deployment: Deployment, nodes: Sequence[Node]) -> Deployment:
    """The deployment with other nodes; a bench node that is no longer there falls back to the master."""
    bench = deployment.bench
    if bench.node is not None and bench.node not in {node.name for node in nodes}:
        bench = bench.model_copy(update={"node": None})
    return deployment.model_copy(update={"nodes": tuple(nodes), "bench": bench})


class NodesScreen(StepScreen):
    """Picked nodes are the deployment's; the others are the session's candidates. The rows keep one order for both."""

    STEP = "nodes"
    HAS_SIDE = True
    CHANGES = frozenset("pick add enter edit import master container order undo redo delete accept_key".split())
    BINDINGS = [
        Binding("space", "pick", "pick"),
        Binding("a,plus", "add", "add", key_display="a"),
        Binding("enter", "enter", "edit"),
        Binding("e", "trouble", "next error", show=False),
        Binding("exclamation_mark", "wrong", "what is wrong", show=False),
        Binding("i", "import", "import"),
        Binding("m", "master", "master"),
        Binding("r", "probe", "probe"),
        Binding("C", "container", "create"),
        Binding("J", "order(1)", "order", key_display="J K"),
        Binding("K", "order(-1)", "order", key_display="J K"),
        Binding("slash", "find", "find"),
        Binding("u", "undo", "undo", show=False),
        Binding("U", "redo", "redo", show=False),
        Binding("delete,D", "delete", "delete", show=False),
        Binding("y", "copy", "copy", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._order: list[str] = []
        self._sought = ""
        self._wrong = self._told = False
        self._accepted: set[str] = set()
        """Fingerprints that the operator confirmed."""
        self._probing = False
        self._creating = False
        self._probed: datetime | None = None

    # -- what is drawn

    def body(self) -> Iterable[Widget]:
        yield Matrix(id="nodes", empty=f"{t('no nodes yet')}   a {t('add')}   i {t('import ssh config')}")
        yield Find()

    def on_mount(self) -> None:
        self.query_one(Matrix).focus()
        is_past = self.app.readonly and self.app.session.run is not None
        if not is_past and any(node.name not in self.app.run_state.nodes for node in self.nodes):
            self.call_after_refresh(self.action_probe)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every row, in the order of the rows."""
        known = {n.name: n for n in (*self.app.session.candidates, *self.app.deployment.nodes)}
        self._order = [name for name in self._order if name in known]
        self._order = list(dict.fromkeys((*self._order, *(n.name for n in self.app.deployment.nodes), *known)))
        return tuple(known[name] for name in self._order)

    @property
    def here(self) -> Node | None:
        """The node under the cursor."""
        key = self.query_one(Matrix).key
        return next((node for node in self.nodes if node.name == key), None)

    def _fleet(self, state: RunState) -> node_rows.FleetSummary:
        ids = engine_of(self.app.deployment).start.npu_ids(self.app.deployment, state.facts)
        return node_rows.fleet_of(self.nodes, self.app.deployment, state, ids)

    def show(self, state: RunState) -> None:
        fleet, now = self._fleet(state), datetime.now().astimezone()
        facts = tuple(state.facts.values())
        named = node_rows.columns(fleet.nodes, self.across, fleet.npu_count or 16, facts)
        names = [name for name, _ in named]
        seen = [n for n in fleet.nodes if self._sought in f"{n.name} {n.host} {n.ip or ''}".lower()]
        if self._wrong:
            seen = [n for n in seen if self._is_troubled(n, fleet, now)]
        looks = fleet.looks(named)
        rows = [node_rows.row(n, state.nodes.get(n.name), fleet, names, now, looks[n.name]) for n in seen]
        self.query_one(Matrix).show([column for _, column in named], rows)

    def _is_troubled(self, node: Node, fleet: node_rows.FleetSummary, now: datetime) -> bool:
        return node_rows.standing(node, self.app.run_state.nodes.get(node.name), fleet, now).glyph in ("✗", "!")

    @property
    def troubled(self) -> list[str]:
        """The nodes with a problem, in the order of the rows."""
        fleet, now = self._fleet(self.app.run_state), datetime.now().astimezone()
        return [node.name for node in fleet.nodes if self._is_troubled(node, fleet, now)]

    def tick(self) -> None:
        self.show(self.app.run_state)

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        nodes, serving = self.nodes, self.app.deployment.serving
        per_node = len(engine_of(self.app.deployment).start.npu_ids(self.app.deployment, state.facts) or ())
        many = t("of {n} nodes picked", n=len(nodes)) if self.wide else t("of {n} picked", n=len(nodes))
        left = say((str(len(serving)), "bold $strong"), (f" {many}", "$foreground"))
        if per_node and serving:
            world = str(per_node * len(serving))
            left += say((f"   {t('world')} ", "$muted"), (world, "bold $strong"), (" NPUs", "$muted"))
            if self.wide:
                left += say(("   worldSize ", "$muted"), (str(per_node), "bold $strong"), (f" {t('each')}", "$muted"))
        return left, self._asked(state)

    def _asked(self, state: RunState) -> Content:
        if self._creating and (far := create_container.progress(state)).plain:
            return far
        if self._probing:
            waits = sum(1 for n in self.nodes if (s := state.nodes.get(n.name)) and s.state == "asking")
            return say((t("asking {n} nodes", n=waits) if waits else t("asking"), "$accent"))
        if self._probed is None:
            return Content("") if not self.nodes else say(("r", "bold $accent"), (f" {t('probe')}", "$accent"))
        if (datetime.now().astimezone() - self._probed).total_seconds() < 20:
            return say((t("probed just now"), "$muted"))
        ago = age((datetime.now().astimezone() - self._probed).total_seconds())
        return say((f"{t('probed')} ", "$muted"), (ago, "$foreground"), (f" {t('ago')}", "$muted"))

    def inspected(self, rows: int, columns: int) -> list[Content]:
        node = self.here
        if node is None:
            return [say((t("a node is a machine with NPUs that SSH reaches; its order is its rank"), "$muted"))]
        state = self.app.run_state
        fleet, known = self._fleet(state), state.nodes.get(node.name)
        how = node_rows.standing(node, known, fleet, datetime.now().astimezone())
        return node_inspector.lines(node, known, fleet, how, rows, columns)

    def about_row(self, room: int, rows: int) -> list[Content]:
        from mindie_tui.tui.parameters import row_help  # not before the first frame: it knows every rule and check

        return row_help.of_nodes(room, rows)

    def beside(self, rows: int, columns: int) -> list[Content]:
        return []  # the node alone fills it

    @property
    def wanted(self) -> int:
        return len(self.nodes) + 2

    @property
    def busy(self) -> bool:
        return self._probing or self._creating

    def copied(self) -> tuple[str, str] | None:
        lines = self.inspected(40, 120)
        return ("\n".join(line.plain.rstrip() for line in lines), "the node") if self.here else None

    def on_matrix_moved(self) -> None:
        self.update_inspector()
        self.refresh_bindings()

    def on_matrix_chosen(self) -> None:
        if self.against("enter") is None:
            self.action_enter()

    def on_find_sought(self, event: Find.Sought) -> None:
        self._sought = event.text.lower()
        self.show(self.app.run_state)
        self.update_sentence()

    # -- keys

    def why_not(self, action: str) -> str | None:
        node = self.here if self.is_mounted and self.query(Matrix) else None
        if action in ("pick", "enter", "order", "master", "delete") and node is None:
            return t("no node is there; a adds one")
        if action in ("pick", "master") and node is not None and not node.serves:
            return t("{name} only benches (serves: false)", name=node.name)
        if action == "probe":
            empty = None if self.nodes else t("no node is there; a adds one")
            return t("the nodes are being asked") if self._probing else empty
        if action == "container":
            return t("containers are being created") if self._creating else create_container.why_not(self.app)
        if action in ("trouble", "wrong") and not self._wrong and not self.troubled:
            return t("no problems found")
        if action == "undo" and not self.app.can_undo:
            return t("nothing to undo")
        if action == "redo" and not self.app.can_redo:
            return t("nothing to redo")
        return None

    def hint_word(self, action: str) -> str | None:
        return t("accept key") if action == "enter" and self.shows_unknown_key else None

    @property
    def shows_unknown_key(self) -> bool:
        """Whether the node under the cursor waits for a confirmation of its host key."""
        node = self.here
        state = self.app.run_state.nodes.get(node.name) if node is not None else None
        return host_key.is_offered(state) and state is not None and state.fingerprint not in self._accepted

    def _apply(self, nodes: Sequence[Node], picked: set[str]) -> None:
        """Rows and picks of now -> the deployment and the candidates."""
        self._order = [node.name for node in nodes]
        beside = [n for n in nodes if n.name not in picked]
        self.app.edit(with_nodes(self.app.deployment, [n for n in nodes if n.name in picked]), beside)
        self._changed()

    def _picked(self) -> set[str]:
        return {node.name for node in self.app.deployment.nodes}

    def action_pick(self) -> None:
        assert (node := self.here) is not None
        self._apply(self.nodes, self._picked() ^ {node.name})

    def action_order(self, by: int) -> None:
        nodes = list(self.nodes)
        at = next(i for i, node in enumerate(nodes) if node == self.here)
        to = max(0, min(len(nodes) - 1, at + by))
        if to == at:
            name = nodes[at].name
            said = t("{name} is the last", name=name) if by > 0 else t("{name} is the first", name=name)
            self.app.notify(said, markup=False, timeout=4)
            return
        nodes.insert(to, nodes.pop(at))
        self._apply(nodes, self._picked())

    def action_master(self) -> None:
        """The first of the rows, and picked: rank 0."""
        assert (node := self.here) is not None
        self._apply([node, *(n for n in self.nodes if n != node)], self._picked() | {node.name})

    def action_delete(self) -> None:
        """Out of the list; undo brings it back, as the toast says."""
        assert (node := self.here) is not None
        self._apply([n for n in self.nodes if n != node], self._picked() - {node.name})
        self.app.notify(t("{name} is removed from the list; press u to undo", name=node.name), markup=False, timeout=6)

    def action_undo(self, *, again: bool = False) -> None:
        self.app.take_back(again=again)
        self._order = [n.name for n in self.app.deployment.nodes]
        self._changed()

    def action_redo(self) -> None:
        self.action_undo(again=True)

    def action_wrong(self) -> None:
        """Only the nodes with a problem; again: all."""
        self._wrong = not self._wrong
        self.show(self.app.run_state)
        self._changed()

    def hidden(self) -> tuple[int, int] | None:
        return (len(self.query_one(Matrix).rows), len(self.nodes)) if self._wrong or self._sought else None

    def unfilter(self) -> None:
        self._wrong = False
        self.query_one(Find).value = self._sought = ""

    def action_trouble(self) -> None:
        """To the next node with a problem."""
        names, bad = [node.name for node in self.nodes], self.troubled
        at = names.index(self.here.name) if self.here is not None else -1
        if bad:
            self.query_one(Matrix).go_to(next((name for name in bad if names.index(name) > at), bad[0]))

    def action_find(self) -> None:
        self.query_one(Find).open()

    @work(group="dialog", exit_on_error=False)
    async def action_add(self) -> None:
        taken = {node.name for node in self.nodes}
        new = await self.app.push_screen_wait(EditNodes("Add nodes", partial(nodes_of, taken=taken)))
        if new:
            self._apply([*self.nodes, *new], self._picked() | {node.name for node in new})
            self.query_one(Matrix).go_to(new[0].name)
            if not self._probing:
                self.probe(tuple(node.name for node in new))

    @work(group="dialog", exit_on_error=False)
    async def action_edit(self) -> None:
        node = self.here
        assert node is not None
        taken = {other.name for other in self.nodes if other != node}
        changed = await self.app.push_screen_wait(
            EditNodes("Edit the node", partial(nodes_of, taken=taken, serves=node.serves), node)
        )
        if changed and len(changed) == 1 and changed[0] != node:
            picked = self._picked()
            names = picked - {node.name} | ({changed[0].name} if node.name in picked else set())
            self._apply([changed[0] if other == node else other for other in self.nodes], names)
            self.query_one(Matrix).go_to(changed[0].name)

    def action_enter(self) -> None:
        """What the row asks for: its unknown host key, else its three fields."""
        if self.shows_unknown_key:
            self.action_accept_key()
        elif self.here is not None:
            self.action_edit()

    @work(group="dialog", exit_on_error=False)
    async def action_accept_key(self) -> None:
        """Show the fingerprint; after a confirmation the key is added, and the nodes that showed it are probed
        again."""
        node, states = self.here, self.app.run_state.nodes
        assert node is not None
        state = states[node.name]
        same = tuple(
            n.name
            for n in self.nodes
            if n.name in states
            and states[n.name].refusal == state.refusal
            and states[n.name].fingerprint == state.fingerprint
        )
        answer = await self.app.push_screen_wait(host_key.HostKey(node, state, len(same) - 1))
        if answer == "add" and state.fingerprint:
            self.app.session.accept_host_key(state.fingerprint)
            self._accepted.add(state.fingerprint)
            self.probe(same)

    @work(group="dialog", exit_on_error=False)
    async def action_import(self) -> None:
        """Hosts of the SSH configuration as candidates: asked at once, picked with space."""
        try:
            hosts = await asyncio.to_thread(self.app.session.importable)
        except MindieTuiError as error:
            self.app.tell(error)
            return
        file = self.app.session.options.ssh_config or "~/.ssh/config"
        there = {node.target for node in self.nodes}
        picked = await self.app.push_screen_wait(ImportHosts(hosts, there, str(file)))
        new: list[Node] = []
        for host in picked or ():
            new.append(node_of(host, {node.name for node in (*self.nodes, *new)}))
        if new:
            self._apply([*self.nodes, *new], self._picked())
            self.query_one(Matrix).go_to(new[0].name)
            if not self._probing:
                self.probe(tuple(node.name for node in new))

    @work(group="container", exit_on_error=False)
    async def action_container(self) -> None:
        """Create the missing containers of the profile, after a confirmation."""
        self._creating = True
        try:
            await create_container.create(self.app)
        finally:
            self._creating = False
            self._changed()

    def action_probe(self) -> None:
        self.probe(None)

    @work(group="probe", exit_on_error=False)
    async def probe(self, names: Sequence[str] | None) -> None:
        """Ask them all, or these; the rows change as the answers come."""
        self._probing = True
        self._changed()
        try:
            await self.app.follow(self.app.session.probe(names))
        finally:
            self._probing, self._probed = False, datetime.now().astimezone()
            self._changed()
        if names is None and (cut_off := self.app.session.cut_off()) and not self._told:
            self._told = True
            title = t("An earlier run was interrupted while it wrote files")
            self.app.push_screen(Told(title, more=[one_line(line) for line in _standing(cut_off)]))


def _standing(cut_off: CutOff) -> list[str]:
    """The state of each node after an interrupted run, and the command that helps."""
    run = cut_off.run
    return [t(HEAD, run=run), *(f"{node}: {t(SAYS[whose], run=run)}" for node, whose in cut_off.whose.items())]
