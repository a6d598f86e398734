"""MindIE's daemon, before it starts: whether a node finds itself in the rank table, and its NPUs once each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mindie_tui.model.documents.cpp_values import is_ip, shown, stoi
from mindie_tui.model.documents.document import Json
from mindie_tui.model.finding import Place
from mindie_tui.model.mindie.rules.fixes import rank_table as table_fixes
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service, entries, variable_of
from mindie_tui.model.mindie.rules.start.rank_table import MOST_NAMED, table_place, under


@rule(
    "start.this_node",
    says="the rank table does not know this node, or names an NPU twice on it",
    source="ranktable_config.cpp, backend_config.cpp",
    mindie="npuDeviceID does not allow repetitive element",
)
def each_node_finds_itself_in_the_rank_table(s: Service) -> Iterator[Found]:
    """A node looks for its MIES_CONTAINER_IP among the container_ip, and for its HOST_IP among the server_id. MindIE
    prints the same message where it does not find them and where an NPU occurs twice, and names neither: it
    compares the different NPUs of this node with the devices of the last server.
    """
    servers = (
        [(at, x) for at, x in under("/server_list", s.table.get("server_list"))] if isinstance(s.table, dict) else []
    )
    servers = [(at, server) for at, server in servers if isinstance(server, dict)]
    if not s.uses_table or not servers:
        return
    last = len(entries(servers[-1][1].get("device")))
    if not s.environment_known:
        for at, server in servers:
            if s.multi or _different(server) != last:
                yield from _twice(s, at, server)
        return
    seen: set[str] = set()
    where = _Where(servers)
    for env in s.envs:
        local = where.local(env)
        if local is None:
            if s.multi or last:
                yield _not_found(s, env, servers)
            continue
        at, server = local
        if at not in seen:
            seen.add(at)
            alike = not s.multi and _different(server) == last
            yield from () if alike else _twice(s, at, server)
            ids = entries(server.get("device"))
            for pointer, device in under(f"{at}/device", server.get("device")) if not s.multi else ():
                text = device.get("device_id") if isinstance(device, dict) else None
                if isinstance(text, str) and stoi(text) is None:
                    says = "rank table: device_id is {value}: it must be 0 to 63"
                    fixes = table_fixes.free_id(s, pointer, "device_id")
                    yield hit(says, table_place(f"{pointer}/device_id"), fixes=fixes, value=shown(text))
            if len(ids) != last and not s.multi and not alike:
                says = "this node has {devices} devices in the rank table, and the last has {last}"
                fixes = table_fixes.alike(s, min(len(one) for one in s.table_servers))
                yield hit(says, table_place(f"{at}/device"), fixes=fixes, devices=len(ids), last=last)


def _different(server: dict[str, Json]) -> int:
    """The different NPUs of a server, as the daemon counts them."""
    ids = (device.get("device_id") for device in entries(server.get("device")) if isinstance(device, dict))
    return len({stoi(text) for text in ids if isinstance(text, str)} - {None})


Servers = list[tuple[str, dict[str, Json]]]


class _Where:
    """The server of an address, the last one that has it, as the daemon searches."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._by: dict[tuple[str, str], int] = {}
        for i, (_, server) in enumerate(servers):
            for key in ("container_ip", "server_id"):
                address = server.get(key, "" if key == "container_ip" else None)
                if isinstance(address, str):
                    self._by[key, address] = i

    def local(self, env: Mapping[str, str]) -> tuple[str, dict[str, Json]] | None:
        """Where a node finds itself by its variables."""
        ip, host = variable_of(env, "MIES_CONTAINER_IP"), variable_of(env, "HOST_IP")
        host = host if is_ip(host, zero=True) else ""
        found = self._by.get(("server_id", host), -1)
        if ip:
            found = max(found, self._by.get(("container_ip", ip), -1))
        return self._servers[found] if found >= 0 else None


def _not_found(s: Service, env: Mapping[str, str], servers: Servers) -> Found:
    ip = variable_of(env, "MIES_CONTAINER_IP")
    known = ", ".join(str(server.get("container_ip")) for _, server in servers[:4])
    says = "MIES_CONTAINER_IP is {ip}, and the rank table knows {known}: this node does not find itself"
    if not ip:
        says = "MIES_CONTAINER_IP is not set: this node does not find itself in the rank table, which knows {known}"
    theirs = (table_place(f"{at}/container_ip") for at, _ in servers[:MOST_NAMED])
    places = (Place("environment", "/MIES_CONTAINER_IP"), *theirs)
    fixes = table_fixes.this_node(s, env, servers)
    return hit(says, *places, fixes=fixes, ip=ip, known=known)


def _twice(s: Service, at: str, server: dict[str, Json]) -> Iterator[Found]:
    """An NPU that occurs twice on one server."""
    ids = [
        (pointer, stoi(device["device_id"]))
        for pointer, device in under(f"{at}/device", server.get("device"))
        if isinstance(device, dict) and isinstance(device.get("device_id"), str)
    ]
    named: dict[int | None, list[str]] = {}
    for pointer, npu in ids:
        named.setdefault(npu, []).append(pointer)
    for npu, found in named.items():
        if npu is not None and (times := len(found)) > 1:
            places = tuple(table_place(f"{pointer}/device_id") for pointer in found[:MOST_NAMED])
            says = "the rank table names NPU {npu} {times} times on {server}"
            devices = (p.pointer.rpartition("/")[0] for p in places)
            fixes = tuple(fix for device in devices for fix in table_fixes.free_id(s, device, "device_id"))
            yield hit(says, *places, fixes=fixes, npu=npu, times=times, server=server.get("server_id"))


RULES: tuple[Rule, ...] = (each_node_finds_itself_in_the_rank_table,)
