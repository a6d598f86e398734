"""Deployment + Facts -> what will stand on each node: config.json, rank table, environment, start script.

The judge sees these and nothing else: we judge what will be written, not what we hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.deployment import Bench, Deployment
from mindie_tui.model.documents import document, json_text
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.json_text import Flaw
from mindie_tui.model.mindie.artefacts.secret import Secret, secret_names, secrets_of
from mindie_tui.model.mindie.artefacts.start_script import start_script as start_script
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.parameters.pointers import BACKEND, MODEL, SECTIONS
from mindie_tui.model.node import Facts, Node


@dataclass(frozen=True, slots=True)
class Files:
    """What is known of paths as the daemon would see them. A path in neither set is unknown, and not judged."""

    present: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    closed: bool = False
    """True: what is not in `present` is missing."""

    def exists(self, path: str) -> bool | None:
        """True, False, or None where it is not known. What is there has all folders above it."""
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
    """What the config.json was made from, in words: "a3-01's own config.json"."""
    mindie: str = ""
    """MindIE's release on these nodes, as it is asked for (--mindie) or as the master shows it; empty: unknown."""
    environment_known: bool = True
    """False: the variables are not, or not all, known yet; what depends on them is not judged."""


_NOWHERE = Site()


@dataclass(frozen=True, slots=True)
class Artefacts:
    """What will stand on the nodes. Everything in it is text or a plain value, hashable or not."""

    config_text: str
    """config.json, one for all nodes."""
    config: Json = None
    """It, parsed; ABSENT where the text is not JSON."""
    config_flaws: tuple[Flaw, ...] = ()
    """What is to be said of config_text as a text: a key that stands twice, why it is no JSON."""
    rank_table_text: str | None = None
    rank_table: Json = None
    environments: tuple[Mapping[str, str], ...] = ({},)
    """One per serving node in rank order, in the order of the exports. At least one."""
    site: Site = Site()
    idle_drops: tuple[str, ...] = ()
    """Paths of the profile's `drop` that the config.json which it starts from does not have."""
    bench: Bench | None = None
    """What the profile tells the bench; None where there is no profile."""
    secrets: tuple[Secret, ...] = ()
    """Literal secrets of the profile."""
    unkept: frozenset[str] = frozenset()
    """Variables of `environments` that are handed to the service without a file."""
    handed: tuple[str, ...] = ()
    """Variables that come from the environment of this machine at the launch."""

    @property
    def node_count(self) -> int:
        return max(len(self.site.nodes), 1)


def config_of(deployment: Deployment, base: Json, node_count: int, npu_ids: tuple[int, ...] | None) -> Json:
    """The config.json of a deployment over a base: sections merged, and what follows the picked nodes where absent.

    npuDeviceIds, worldSize and multiNodesInferEnabled follow the nodes unless the profile gives them.
    """
    value = base if isinstance(base, dict) else {}
    for path in deployment.drop:
        if (at := dropped_at(value, path)) is not None:
            value = document.edited(value, document.Edit("remove", at))
    for section, given in deployment.parameters.items():
        at = SECTIONS.get(section, document.pointer(section))
        there = document.get(value, at)
        if isinstance(given, dict):
            if section == "ModelConfig":
                given = _plugin_params(given)
            given = document.merged(there if there is not ABSENT else {}, given)
        value = document.edited(
            _with_model(value) if section == "ModelConfig" else value, document.Edit("replace", at, given)
        )
    backend, model = _section(deployment, "BackendConfig"), _section(deployment, "ModelConfig")
    if node_count and npu_ids:
        if "npuDeviceIds" not in backend:
            value = document.edited(value, document.Edit("replace", f"{BACKEND}/npuDeviceIds", [list(npu_ids)]))
        if "worldSize" not in model:
            value = document.edited(_with_model(value), document.Edit("replace", f"{MODEL}/worldSize", len(npu_ids)))
    if node_count > 1 and "multiNodesInferEnabled" not in backend:
        value = document.edited(value, document.Edit("replace", f"{BACKEND}/multiNodesInferEnabled", True))
    return value


def dropped_at(config: Json, path: str) -> str | None:
    """The pointer of what a path of `drop` names, such as parameters.ServerConfig.X; None where it is not there.

    Keys may hold dots themselves.
    """
    rest = path.removeprefix("parameters.")
    section = next((name for name in SECTIONS if rest == name or rest.startswith(f"{name}.")), "")
    at, rest = SECTIONS.get(section, ""), rest[len(section) :].removeprefix(".")
    holder = document.get(config, at)
    while rest:
        keys = (
            holder
            if isinstance(holder, dict)
            else {str(i): one for i, one in enumerate(holder)}
            if isinstance(holder, list)
            else {}
        )
        whole = [key for key in keys if rest == key or rest.startswith(f"{key}.")]
        if not whole:
            return None
        key = max(whole, key=len)
        at, holder, rest = at + document.pointer(key), keys[key], rest[len(key) :].removeprefix(".")
    return None if holder is ABSENT else at


def _section(deployment: Deployment, name: str) -> Mapping[str, Any]:
    given = deployment.parameters.get(name)
    return given if isinstance(given, dict) else {}


def _with_model(value: Json) -> Json:
    """A ModelConfig that is not a list with an object in it becomes one, so that the section has a place."""
    at = document.get(value, "/BackendConfig/ModelDeployConfig/ModelConfig")
    if isinstance(at, list) and at:
        return value
    return document.edited(value, document.Edit("replace", "/BackendConfig/ModelDeployConfig/ModelConfig", [{}]))


def _plugin_params(given: Mapping[str, Any]) -> dict[str, Any]:
    """`plugin_params` as a mapping becomes JSON text; a string is written byte for byte."""
    plugin = given.get("plugin_params")
    if not isinstance(plugin, dict):
        return dict(given)
    return {**given, "plugin_params": json.dumps(plugin, ensure_ascii=False, separators=(",", ":"))}


def rank_table_of(nodes: tuple[Node, ...], facts: Mapping[str, Facts], npu_ids: tuple[int, ...] | None) -> Json:
    """The rank table of these nodes, master first, ranks in node order, device_id ascending; None where unknown.

    Every value is a string (MindIE's guide, version "1.0"). A device without an address gets "", which the rules name.
    """
    servers, rank = [], 0
    for node in nodes:
        fact = facts.get(node.name)
        ip = node.ip or (fact.ip if fact else None)
        if fact is None or fact.npus is None or ip is None:
            return None
        by_id = {npu.id: npu for npu in fact.npus}
        devices = []
        for device in sorted(npu_ids if npu_ids is not None else by_id):
            npu = by_id.get(device)
            devices.append(
                {"device_id": str(device), "device_ip": (npu.device_ip or "") if npu else "", "rank_id": str(rank)}
            )
            rank += 1
        servers.append({"server_id": ip, "container_ip": ip, "device": devices})
    return {"version": "1.0", "server_count": str(len(nodes)), "server_list": servers, "status": "completed"}


RUN_FOLDER = "~/.mindie-tui/runs/{run}"
"""Where a run's files stand on a node, `~` being $HOME inside the container."""


def environment_of(
    deployment: Deployment,
    node: Node,
    facts: Mapping[str, Facts],
    world: int | None,
    rank_table_path: str | None,
    *,
    torch: bool = False,
) -> dict[str, str]:
    """The variables of one node in the order of their exports: the profile's, then what we make unless given.

    `torch`: backendType is torch, whose workers meet at MASTER_IP:MASTER_PORT on one node too.
    Source: docs/developers/mindie.md, "Environment and start script"; docs/formats.md, "Environment made by us".
    """
    nodes = deployment.serving
    fact = facts.get(node.name)
    ip = node.ip or (fact.ip if fact else None)
    master = nodes[0] if nodes else node
    master_ip = master.ip or (facts[master.name].ip if master.name in facts else None)
    made: dict[str, str | None] = {
        "MIES_CONTAINER_IP": ip,
        "WORLD_SIZE": str(world) if world else None,
        "MINDIE_LOG_LEVEL": "INFO",
        "MINDIE_LOG_TO_STDOUT": "1",
        "MIES_SERVICE_MONITOR_MODE": "1",
    }
    if len(nodes) > 1:
        given = deployment.environment
        path = given.get("RANK_TABLE_FILE") or given.get("RANKTABLEFILE") or rank_table_path
        made |= {"RANK_TABLE_FILE": path, "RANKTABLEFILE": path}
    if len(nodes) > 1 or torch:
        made |= {
            "MASTER_IP": master_ip,
            "MASTER_PORT": "29500",
            "GLOO_SOCKET_IFNAME": fact.nic if fact else None,
        }
    if len(nodes) > 1:
        made["HCCL_DETERMINISTIC"] = "true"
    return {
        **deployment.environment,
        **{k: v for k, v in made.items() if v is not None and k not in deployment.environment},
    }


def world_of(config: Json, rank_table: Json) -> int | None:
    """W, the NPUs of all nodes: the devices of the rank table with multiNodesInferEnabled, else worldSize."""
    if document.get(config, f"{BACKEND}/multiNodesInferEnabled") is True:
        servers = document.get(rank_table, "/server_list") if rank_table is not None else ABSENT
        if not isinstance(servers, list):
            return None
        return (
            sum(len(s["device"]) for s in servers if isinstance(s, dict) and isinstance(s.get("device"), list)) or None
        )
    size = document.get(config, f"{MODEL}/worldSize")
    return size if isinstance(size, int) and not isinstance(size, bool) else None


def npu_ids_of(deployment: Deployment, facts: Mapping[str, Facts]) -> tuple[int, ...] | None:
    """The NPU ids of one node: the profile's npuDeviceIds, else what the master has. None where neither is known."""
    given = _section(deployment, "BackendConfig").get("npuDeviceIds")
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
) -> Artefacts:
    """What will stand on the nodes of this deployment.

    `base_text` is the config.json to start from (config: FILE); else the master's own, else MindIE's default.
    `rank_table_text` is a rank table given by hand. `run` names the run's folder on the nodes. Never raises for
    what the documents hold.
    """
    facts = facts or {}
    nodes = deployment.serving
    master = facts.get(nodes[0].name) if nodes else None
    base_name = f"{deployment.config}" if base_text is not None else ""
    if base_text is None and master is not None and master.config_text is not None:
        base_text, base_name = master.config_text, f"{master.node}'s own config.json"
    if base_text is None:
        base_text, base_name = DEFAULT_CONFIG, "MindIE's default config.json"
    parsed = json_text.parse(base_text)
    base = parsed.value if parsed.refusal is None else {}
    npu_ids = npu_ids_of(deployment, facts)
    config = config_of(deployment, base, len(nodes), npu_ids)
    rank_table: Json = None
    if rank_table_text is not None:
        rank_table = json_text.parse(rank_table_text).value
    elif len(nodes) > 1:
        rank_table = rank_table_of(nodes, facts, npu_ids)
        rank_table_text = document.dump(rank_table) if rank_table is not None else None
    world = world_of(config, rank_table)
    torch = document.get(config, f"{MODEL}/backendType") == "torch"
    homes = {node.name: (facts[node.name].home if node.name in facts else None) or "~" for node in nodes}
    table = RUN_FOLDER.format(run=run) + "/rank_table.json"
    tables = {name: table.replace("~", home, 1) if rank_table_text else None for name, home in homes.items()}
    site = Site(
        nodes=tuple(node.name for node in nodes),
        ips=tuple(_ip_of(node, facts) for node in nodes),
        named_ips=frozenset(node.ip for node in nodes if node.ip),
        devices=tuple(_ids(facts.get(node.name)) for node in nodes),
        devices_per_node=len(npu_ids) if npu_ids else None,
        bench_node=deployment.bench_node,
        base=base_name,
        mindie=release_of(deployment, master),
        environment_known=bool(nodes) and all(_ip_of(node, facts) for node in nodes),
    )
    return Artefacts(
        config_text=document.dump(config),
        config=config,
        config_flaws=parsed.flaws,
        rank_table_text=rank_table_text,
        rank_table=rank_table,
        environments=tuple(
            environment_of(deployment, node, facts, world, tables[node.name], torch=torch) for node in nodes
        )
        or (deployment.environment,),
        site=site,
        bench=deployment.bench,
        idle_drops=tuple(path for path in deployment.drop if dropped_at(base, path) is None),
        secrets=secrets_of(deployment),
        unkept=secret_names(deployment),
        handed=deployment.environment_from,
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
    """What stands on a node already, as texts: for `validate config.json`, the demo's daemon, the conformance cases.

    `environments`: of one daemon, or of all nodes in rank order; where nothing is known of them say so in `site`
    (environment_known=False). Never raises for what the texts hold.
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
