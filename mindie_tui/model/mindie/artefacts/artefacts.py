"""Deployment + Facts -> the files for each node: config.json, rank table, environment, start script.

The judge sees these and nothing else: it judges what will be written, not what the profile holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Bench, Deployment
from mindie_tui.model.documents import document, json_text
from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.json_text import Flaw
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.config_json import config_of, dropped_at, section_of
from mindie_tui.model.mindie.artefacts.environment import RUN_FOLDER, environment_of
from mindie_tui.model.mindie.artefacts.rank_table import rank_table_of, world_of
from mindie_tui.model.mindie.artefacts.secret import Secret, secret_names, secrets_of
from mindie_tui.model.mindie.artefacts.service_values import weights_path
from mindie_tui.model.mindie.artefacts.start_script import start_script as start_script
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.mindie.shown_model import ShownModel, shown_model
from mindie_tui.model.node import Facts, Node

if TYPE_CHECKING:
    from mindie_tui.model.memory.seen import SeenStart


@dataclass(frozen=True, slots=True)
class Files:
    """What is known of paths as the daemon would see them. A path in neither set is unknown, and not judged."""

    present: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    closed: bool = False
    """True: what is not in `present` is missing."""

    def exists(self, path: str) -> bool | None:
        """True, False, or None where it is not known. Every folder above an existing path exists."""
        if path in self.present:
            return True
        if self.closed or path in self.missing:
            return any(there.startswith(f"{path.rstrip('/')}/") for there in self.present)
        return None


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of the place, beside the documents. None and empty: unknown, so not judged."""

    nodes: tuple[str, ...] = ()
    """Names of the serving nodes, master first."""
    ips: tuple[str | None, ...] = ()
    named_ips: frozenset[str] = frozenset()
    """Addresses that the profile itself gives its nodes: how nodes and bench reach them, whatever they look like."""
    devices: tuple[tuple[int, ...] | None, ...] = ()
    """NPU ids that each node has."""
    devices_per_node: int | None = None
    """NPUs of one node, where asked for by hand (--devices-per-node) or equal on all nodes."""
    files: Files = Files()
    bench_node: str | None = None
    config_folder: str | None = None
    """The folder that relative certificate paths start from: above conf/."""
    base: str = ""
    """The source of the config.json, in words: "a3-01's own config.json"."""
    mindie: str = ""
    """MindIE's release on these nodes, as given by --mindie or found on the master; empty: unknown."""
    environment_known: bool = True
    """False: the variables are not, or not all, known yet; what depends on them is not judged."""
    model: ShownModel | None = None
    """The model of the weights, as the nodes show it."""


_NOWHERE = Site()


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The files for all nodes. Everything in it is text or a plain value, hashable or not."""

    config_text: str
    """config.json, one for all nodes."""
    config: Json = None
    """It, parsed; ABSENT where the text is not JSON."""
    config_flaws: tuple[Flaw, ...] = ()
    """Flaws of config_text as a text: a key that occurs twice, why it is not JSON."""
    rank_table_text: str | None = None
    rank_table: Json = None
    environments: tuple[Mapping[str, str], ...] = ({},)
    """One per serving node in rank order, in the order of the exports. At least one."""
    site: Site = Site()
    idle_drops: tuple[str, ...] = ()
    """Paths of the profile's `drop` that the config.json which it starts from does not have."""
    bench: Bench | None = None
    """The bench settings of the profile; None where there is no profile."""
    secrets: tuple[Secret, ...] = ()
    """Literal secrets of the profile."""
    unkept: frozenset[str] = frozenset()
    """Variables of `environments` that are handed to the service without a file."""
    handed: tuple[str, ...] = ()
    """Variables that come from the environment of this machine at the launch."""

    @property
    def node_count(self) -> int:
        return max(len(self.site.nodes), 1)


def npu_ids_of(deployment: Deployment, facts: Mapping[str, Facts]) -> tuple[int, ...] | None:
    """The NPU ids of one node: the profile's npuDeviceIds, else what the master has. None where neither is known."""
    given = section_of(deployment, "BackendConfig").get("npuDeviceIds")
    if isinstance(given, list) and given and isinstance(given[0], list) and all(type(i) is int for i in given[0]):
        return tuple(given[0])
    master = deployment.serving[:1]
    fact = facts.get(master[0].name) if master else None
    return tuple(sorted(npu.id for npu in fact.npus)) if fact and fact.npus else None


def of(
    deployment: Deployment,
    facts: Mapping[str, Facts] | None = None,
    *,
    base_text: str | None = None,
    rank_table_text: str | None = None,
    run: str = "RUN",
    starts: Sequence[SeenStart] = (),
) -> Artefacts:
    """The files for the nodes of this deployment.

    `base_text` is the config.json to start from (config: FILE); else the master's own, else MindIE's default.
    `rank_table_text` is a rank table written by hand, `run` names the run's folder on the nodes, `starts` are earlier
    starts of the model that the nodes show. Never raises for what the documents contain.
    """
    facts = facts or {}
    nodes = deployment.serving
    master = facts.get(nodes[0].name) if nodes else None
    base_text, base_name = _base(deployment, master, base_text)
    parsed = json_text.parse(base_text)
    base = parsed.value if parsed.refusal is None else {}
    npu_ids = npu_ids_of(deployment, facts)
    config = config_of(deployment, base, len(nodes), npu_ids)
    rank_table, rank_table_text = _rank_table(nodes, facts, npu_ids, rank_table_text)
    torch = document.get(config, f"{MODEL}/backendType") == "torch"
    world = world_of(config, rank_table)
    tables = [_table_path(facts.get(node.name), run) if rank_table_text else None for node in nodes]
    environments = tuple(
        environment_of(deployment, node, facts, world, table, torch=torch)
        for node, table in zip(nodes, tables, strict=True)
    )
    return Artefacts(
        config_text=document.dump(config),
        config=config,
        config_flaws=parsed.flaws,
        rank_table_text=rank_table_text,
        rank_table=rank_table,
        environments=environments or (deployment.environment,),
        site=_site(deployment, facts, npu_ids, base_name, config, starts),
        bench=deployment.bench,
        idle_drops=tuple(path for path in deployment.drop if dropped_at(base, path) is None),
        secrets=secrets_of(deployment),
        unkept=secret_names(deployment),
        handed=deployment.environment_from,
    )


def _base(deployment: Deployment, master: Facts | None, given: str | None) -> tuple[str, str]:
    """The config.json to start from, and its source in words."""
    if given is not None:
        return given, f"{deployment.config}"
    if master is not None and master.config_text is not None:
        return master.config_text, Message("{node}'s own config.json", node=master.node)
    return DEFAULT_CONFIG, "MindIE's default config.json"


def _rank_table(
    nodes: tuple[Node, ...], facts: Mapping[str, Facts], npu_ids: tuple[int, ...] | None, given: str | None
) -> tuple[Json, str | None]:
    """The rank table and its text: the one given by hand, else that of several nodes where they are known."""
    if given is not None:
        return json_text.parse(given).value, given
    table = rank_table_of(nodes, facts, npu_ids) if len(nodes) > 1 else None
    return table, document.dump(table) if table is not None else None


def _table_path(fact: Facts | None, run: str) -> str:
    """The path of a run's rank table on a node."""
    home = (fact.home if fact is not None else None) or "~"
    return (RUN_FOLDER.format(run=run) + "/rank_table.json").replace("~", home, 1)


def _site(
    deployment: Deployment,
    facts: Mapping[str, Facts],
    npu_ids: tuple[int, ...] | None,
    base_name: str,
    config: Json,
    starts: Sequence[SeenStart],
) -> Site:
    """What is known of the nodes that serve."""
    nodes = deployment.serving
    return Site(
        nodes=tuple(node.name for node in nodes),
        ips=tuple(_ip_of(node, facts) for node in nodes),
        named_ips=frozenset(node.ip for node in nodes if node.ip),
        devices=tuple(_ids(facts.get(node.name)) for node in nodes),
        devices_per_node=len(npu_ids) if npu_ids else None,
        bench_node=deployment.bench_node,
        base=base_name,
        mindie=release_of(deployment, facts.get(nodes[0].name) if nodes else None),
        environment_known=bool(nodes) and all(_ip_of(node, facts) for node in nodes),
        model=shown_model(weights_path(deployment, config), facts, starts),
    )


def release_of(deployment: Deployment, master: Facts | None) -> str:
    """MindIE's release: the profile's, else what the master shows; empty where that proves none.

    An unversioned build of the package calls itself 1.0.0, which had no package.
    """
    if deployment.mindie:
        return deployment.mindie
    shows = (master.mindie or "") if master is not None else ""
    return "" if master is None or (master.layout == "package" and shows.startswith("1.0.0")) else shows


def _ip_of(node: Node, facts: Mapping[str, Facts]) -> str | None:
    return node.ip or (facts[node.name].ip if node.name in facts else None)


def from_texts(
    config_text: str | bytes,
    rank_table_text: str | bytes | None = None,
    *,
    environments: tuple[Mapping[str, str], ...] = ({},),
    site: Site = _NOWHERE,
) -> Artefacts:
    """The files that are on a node already, as texts: for `validate config.json`, the demo's daemon, the conformance
    cases.

    `environments`: of one daemon, or of all nodes in rank order; where they are unknown, set environment_known=False in
    `site`. Never raises for what the texts contain.
    """
    config = json_text.parse(config_text)
    table = json_text.parse(rank_table_text) if rank_table_text is not None else None
    return Artefacts(
        config_text=config_text if isinstance(config_text, str) else config_text.decode(errors="replace"),
        config=config.value,
        config_flaws=config.flaws,
        rank_table_text=rank_table_text.decode(errors="replace")
        if isinstance(rank_table_text, bytes)
        else rank_table_text,
        rank_table=table.value if table is not None else None,
        environments=environments,
        site=site,
    )


def _ids(fact: Facts | None) -> tuple[int, ...] | None:
    return tuple(npu.id for npu in fact.npus) if fact and fact.npus is not None else None
