"""Nobody complains at start, yet it cannot work on these nodes: nodes, service and bench that do not fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mindie_tui.model.documents.cpp_values import is_int, is_ip, shown, stoi
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.visible_npus import RUNTIME, ranges, runtime_list
from mindie_tui.model.mindie.rules.fixes import rank_table as table_fixes
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, edits, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, entries, variable_of

TABLE = "rank_table.json"


def variable(name: str, value: str | None) -> Fix:
    """The fix that sets a variable on every node; None takes it out."""
    if value is None:
        return Fix(f"without {name}", (Edit("remove", f"/{name}"),), "environment")
    return Fix(f"{name} = {value}", (Edit("replace", f"/{name}", value),), "environment")


@rule(
    "site.base",
    says="{base} cannot be read: {what} (line {line}, column {column}); the configuration below has no base",
    places=("",),
    source="config.json of the master",
)
def the_base_is_readable(s: Service) -> Iterator[Found]:
    """The master's own config.json is the base of the write; one that is no JSON is not built upon."""
    refusal = next((f for f in s.flaws if f.kind == "refused"), None)
    if refusal is not None and s.config is not ABSENT:
        base = s.site.base or "the config.json to start from"
        yield Found({"base": base, "what": refusal.text, "line": refusal.line, "column": refusal.column})


@rule(
    "site.one_world",
    places=("multiNodesInferEnabled",),
    source="the operators' guide; config_manager_impl.cpp",
    says="multiNodesInferEnabled is not true: each of the {nodes} nodes is a world of its own of {per_node} NPUs, "
    "not one of {world}",
)
def several_nodes_are_one_world(s: Service) -> Iterator[Found]:
    """Forget the flag and each node takes worldSize alone: the service starts on each, and serves a part."""
    nodes = len(s.site.nodes)
    if nodes > 1 and not s.multi and not s.flagged(f"{pointers.BACKEND}/multiNodesInferEnabled"):
        size = s.per_node or 0
        both: dict[str, Json] = {"multiNodesInferEnabled": True}
        if s.backend.get("interNodeTLSEnabled") is True:
            both["interNodeTLSEnabled"] = False
        values = {"nodes": nodes, "per_node": size, "world": size * nodes}
        yield Found(values, some(edits(both), edit("multiNodesInferEnabled", True)))


@rule(
    "site.table_on_one_node",
    places=("RANK_TABLE_FILE",),
    source="atb_llm/utils/mapping.py",
    says="RANK_TABLE_FILE is set for one node: the workers count its servers even without multiNodesInferEnabled",
)
def one_node_has_no_rank_table(s: Service) -> Iterator[Found]:
    """On one node RANK_TABLE_FILE must not be set; the start script unsets it where we do not give it."""
    if s.uses_table or len(s.site.nodes) > 1:
        return
    if s.env.get("RANK_TABLE_FILE"):
        yield Found({}, (variable("RANK_TABLE_FILE", None),))
    if s.env.get("RANKTABLEFILE"):
        says = (
            "RANKTABLEFILE is set for one node: releases up to 2.0 count its servers even without "
            "multiNodesInferEnabled"
        )
        yield hit(says, "RANKTABLEFILE", severity="warning", fixes=(variable("RANKTABLEFILE", None),))


@rule("site.npus", says="{node} has no NPU {missing}: it has {have}", source="npu-smi")
def the_npus_are_there(s: Service) -> Iterator[Found]:
    """npuDeviceIds and the rank table name NPUs that each node has."""
    lists = s.backend.get("npuDeviceIds")
    wanted = {npu for ids in (lists if isinstance(lists, list) else ()) for npu in entries(ids) if is_int(npu)}
    servers = entries(s.table.get("server_list")) if isinstance(s.table, dict) else []
    for i, (node, have) in enumerate(zip(s.site.nodes, s.site.devices, strict=False)):
        if have is None:
            continue
        where: tuple[Place, ...] = at((f"{pointers.BACKEND}/npuDeviceIds",))
        asked = wanted
        if s.uses_table and i < len(servers) and isinstance(servers[i], dict):
            where = (Place(TABLE, f"/server_list/{i}/device"),)
            asked = {
                npu
                for d in entries(servers[i].get("device"))
                if isinstance(d, dict) and isinstance(d.get("device_id"), str)
                if (npu := stoi(d["device_id"])) is not None
            }
        elif runtime_list(s.env.get(RUNTIME)) is not None:
            continue  # the ids count what the variable lists: site.visible
        missing = sorted(npu for npu in asked if npu not in have)
        if missing:
            size = s.number(s.model, "worldSize")
            right = sorted(have)[:size] if size and size <= len(have) else sorted(have)
            fix = (
                edits({"npuDeviceIds": [right], "worldSize": len(right)}) if right and where[0].file != TABLE else None
            )
            names = ", ".join(map(str, missing[:6])) + (" ..." if len(missing) > 6 else "")
            yield Found({"node": node, "missing": names, "have": ranges(have)}, some(fix), where)
            return


@rule(
    "site.devices_per_node",
    places=("worldSize", "npuDeviceIds"),
    source="npu-smi",
    says="worldSize is {world_size}, and a node has {devices} NPUs",
)
def a_node_has_as_many_npus(s: Service) -> Iterator[Found]:
    """worldSize is the NPUs of one node that serve: no more than it has."""
    devices, size = s.site.devices_per_node, s.number(s.model, "worldSize")
    lists = s.backend.get("npuDeviceIds")
    agreed = isinstance(lists, list) and all(isinstance(ids, list) and len(ids) == size for ids in lists)
    if agreed and devices is not None and size is not None and size > devices and not any(s.site.devices):
        fix = edits({"worldSize": devices, "npuDeviceIds": [list(range(devices))]})
        yield Found({"world_size": size, "devices": devices}, (fix,))


@rule(
    "site.unlike_nodes",
    says="{node} has {have} NPUs, and {other} has {others}: all serving nodes need the same number",
    places=("npuDeviceIds",),
    source="ranktable_config.cpp",
)
def the_nodes_are_alike(s: Service) -> Iterator[Found]:
    """One npuDeviceIds goes to all nodes, so each of them must have those NPUs."""
    known = [(n, len(d)) for n, d in zip(s.site.nodes, s.site.devices, strict=False) if d is not None]
    lists = s.backend.get("npuDeviceIds")
    needed = max((len(ids) for ids in (lists if isinstance(lists, list) else ()) if isinstance(ids, list)), default=0)
    for node, have in known[1:]:
        if have != known[0][1] and min(have, known[0][1]) < needed:
            yield Found({"node": node, "have": have, "other": known[0][0], "others": known[0][1]})
            return


@rule(
    "site.table_nodes",
    says="the rank table is for other nodes than the picked ones",
    source="rank table and picked nodes",
)
def the_rank_table_is_of_these_nodes(s: Service) -> Iterator[Found]:
    """A rank table given by hand holds the picked nodes, in their order: the first is the master."""
    if not s.uses_table or not isinstance(s.table, dict) or len(s.site.nodes) < 2:
        return
    servers = entries(s.table.get("server_list"))
    if len(servers) != len(s.site.nodes):
        says = "the rank table has {servers} servers, and {nodes} nodes are picked"
        yield hit(says, Place(TABLE, "/server_list"), servers=len(servers), nodes=len(s.site.nodes))
        return
    for i, (node, ip, server) in enumerate(zip(s.site.nodes, s.site.ips, servers, strict=False)):
        named = server.get("container_ip") if isinstance(server, dict) else None
        if ip is not None and isinstance(named, str) and named != ip:
            says = "the rank table has {named} in place {place}, and {node} there is {ip}"
            where = Place(TABLE, f"/server_list/{i}/container_ip")
            yield hit(says, where, named=named, place=i + 1, node=node, ip=ip)
            return


@rule(
    "site.ranks",
    says="rank table: rank_id does not run from 0 to W - 1, each once, beginning on the master",
    source="atb_llm/utils/mapping.py; ranktable_config.cpp",
)
def every_rank_is_there_once(s: Service) -> Iterator[Found]:
    """rank_id runs from 0 to W - 1, each once. The server with rank "0" is the master of the engine, the first in
    server_list that of the documents and of torch: they must be the same."""
    if not s.multi or not isinstance(s.table, dict):
        return
    ranks: dict[int, str] = {}
    total, zero = 0, None
    for i, server in enumerate(entries(s.table.get("server_list"))):
        for k, device in enumerate(entries(server.get("device")) if isinstance(server, dict) else ()):
            text = device.get("rank_id") if isinstance(device, dict) else None
            pointer, total = f"/server_list/{i}/device/{k}/rank_id", total + 1
            rank = stoi(text) if isinstance(text, str) else None
            if rank is None:
                continue
            if rank in ranks:
                places = Place(TABLE, pointer), Place(TABLE, ranks[rank])
                fixes = table_fixes.ranks_in_order(s)
                yield hit("rank table: rank {rank} appears twice", *places, fixes=fixes, rank=rank)
                return
            ranks[rank] = pointer
            zero = i if text == "0" else zero
    beyond = [rank for rank in ranks if rank >= total]
    if beyond:
        says = "rank table: rank {rank} is beyond the {total} devices; ranks are 0 to {last}"
        fixes = table_fixes.ranks_in_order(s)
        yield hit(says, Place(TABLE, ranks[beyond[0]]), fixes=fixes, rank=beyond[0], total=total, last=total - 1)
    elif ranks and zero is None:
        says = 'rank table: no device has rank_id "0", so no node is the master'
        yield hit(says, Place(TABLE, "/server_list"), fixes=table_fixes.ranks_in_order(s))
    elif zero:
        says = "rank table: rank 0 is in server {server}; it must be in the first, which is the master"
        first = Place(TABLE, "/server_list/0/device/0/rank_id")
        yield hit(says, first, fixes=table_fixes.ranks_in_order(s), server=zero + 1)


def service_address(s: Service, env: Mapping[str, str]) -> str:
    """Where the service listens: the variable, else the field."""
    value = variable_of(env, "MIES_CONTAINER_IP") or s.server.get("ipAddress")
    return value if isinstance(value, str) else ""


def is_loopback(address: str) -> bool:
    return address.startswith("127.") or address in ("::1", "[::1]")


@rule(
    "site.address",
    says="the service listens on {address}, which only its own node reaches, and the bench runs on {node}",
    source="server_config.cpp",
)
def the_bench_reaches_the_service(s: Service) -> Iterator[Found]:
    """127.x is reachable from its node alone. MIES_CONTAINER_IP overrides ipAddress, on one node too."""
    address = service_address(s, s.env)
    bench, master = s.site.bench_node, s.site.nodes[0] if s.site.nodes else None
    if not s.environment_known or bench is None or bench == master or not is_loopback(address):
        return
    if address in s.site.named_ips:
        return  # the operator says that this is how the nodes reach each other
    ip = s.site.ips[0] if s.site.ips else None
    overridden = bool(variable_of(s.env, "MIES_CONTAINER_IP"))
    where = (Place("environment", "/MIES_CONTAINER_IP"),) if overridden else at((f"{pointers.SERVER}/ipAddress",))
    fix = (
        (variable("MIES_CONTAINER_IP", ip) if overridden else edit("ipAddress", ip))
        if ip and is_ip(ip, zero=False)
        else None
    )
    yield Found({"address": address, "node": bench}, some(fix), where)


@rule(
    "site.torch",
    says="backendType torch needs MASTER_PORT, and addresses as server_id",
    source="facts of backendType torch",
)
def torch_has_what_it_needs(s: Service) -> Iterator[Found]:
    """torch finds its workers by MASTER_PORT, on one node too, and takes server_id as an address."""
    if s.model.get("backendType") != "torch":
        return
    if s.environment_known and not variable_of(s.env, "MASTER_PORT"):
        says = "backendType torch needs MASTER_PORT in the environment, on one node too"
        yield hit(says, Place("environment", "/MASTER_PORT"), fixes=(variable("MASTER_PORT", "29500"),))
    for i, server in enumerate(entries(s.table.get("server_list")) if s.multi and isinstance(s.table, dict) else ()):
        name = server.get("server_id") if isinstance(server, dict) else None
        if isinstance(name, str) and not is_ip(name, zero=False):
            says = "backendType torch needs an address as server_id, not {name}"
            yield hit(says, Place(TABLE, f"/server_list/{i}/server_id"), name=shown(name))


@rule(
    "site.pipeline",
    places=("pp", "MASTER_IP", "MASTER_PORT"),
    source="atb_llm/utils/mapping.py",
    says="pp is {pp}: pipeline stages need MASTER_IP and MASTER_PORT in the environment",
)
def stages_find_each_other(s: Service) -> Iterator[Found]:
    """With pp above 1 the workers meet at tcp://MASTER_IP:MASTER_PORT."""
    pp = s.parallel.given.get("pp", 1)
    if pp > 1 and s.environment_known and not (variable_of(s.env, "MASTER_IP") and variable_of(s.env, "MASTER_PORT")):
        yield Found({"pp": pp}, (edit("pp", ABSENT),))


@rule(
    "site.fraction",
    places=("NPU_MEMORY_FRACTION",),
    source="mindie_llm",
    says="NPU_MEMORY_FRACTION is {value}: it must be above 0 and at most 1",
)
def the_fraction_is_one(s: Service) -> Iterator[Found]:
    """The share of each NPU's memory that the service takes."""
    value = s.env.get("NPU_MEMORY_FRACTION")
    if value is None:
        return
    try:
        good = 0 < float(value) <= 1
    except ValueError:
        good = False
    if not good:
        yield Found({"value": shown(value)}, (variable("NPU_MEMORY_FRACTION", "0.92"),))


RULES: tuple[Rule, ...] = (
    the_base_is_readable,
    several_nodes_are_one_world,
    one_node_has_no_rank_table,
    the_npus_are_there,
    a_node_has_as_many_npus,
    the_nodes_are_alike,
    the_rank_table_is_of_these_nodes,
    every_rank_is_there_once,
    the_bench_reaches_the_service,
    torch_has_what_it_needs,
    stages_find_each_other,
    the_fraction_is_one,
)
