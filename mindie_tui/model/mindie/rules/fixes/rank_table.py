"""Fixes of a rank table: ids that are free, ranks in order, servers that are alike, addresses that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from mindie_tui.model.documents.cpp_values import is_ip, stoi
from mindie_tui.model.documents.document import Edit, Json
from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.rule import edit, some
from mindie_tui.model.mindie.rules.service_view import Service, entries, variable_of
from mindie_tui.model.mindie.rules.table_devices import devices

TABLE = "rank_table.json"
HIGHEST_DEVICE, HIGHEST_RANK = 63, 511
FEWEST_SERVERS = 2


def on_one_node(s: Service) -> tuple[Fix, ...]:
    """No rank table at all, where no more than one node is picked."""
    if len(s.site.nodes) > 1:
        return ()
    if s.multi:
        return (edit("multiNodesInferEnabled", False),)
    return (edit("distributedEnable", False),) if s.schedule.get("distributedEnable") is True else ()


def ranks_in_order(s: Service) -> tuple[Fix, ...]:
    """rank_id 0 to W - 1 in the order of the devices, so that the first server holds rank 0."""
    listed = devices(s)
    changes = tuple(
        Edit("replace", f"{device.at}/rank_id", str(rank))
        for rank, device in enumerate(listed)
        if device.keys.get("rank_id") != str(rank)
    )
    return (Fix(f"rank_id = 0 to {len(listed) - 1} in order", changes, TABLE),) if changes else ()


class Numbers:
    """The device_id of each server and the rank_id of all, counted once, so that a free one is found at once."""

    def __init__(self, s: Service) -> None:
        self._of_a_server: dict[str, _Taken] = {}
        self._ranks = _Taken(HIGHEST_RANK)
        for device in devices(s):
            mine = device.at.rpartition("/")[0]
            self._ranks.add(device.at, device.keys.get("rank_id"))
            self._of_a_server.setdefault(mine, _Taken(HIGHEST_DEVICE)).add(device.at, device.keys.get("device_id"))

    def free(self, device_at: str, key: str) -> int | None:
        taken = self._ranks if key == "rank_id" else self._of_a_server.get(device_at.rpartition("/")[0])
        return taken.free(device_at) if taken is not None else None


class _Taken:
    """Numbers that devices have, and which is free."""

    def __init__(self, highest: int) -> None:
        self._highest = highest
        self._number: dict[str, int | None] = {}
        self._count: Counter[int | None] = Counter()
        self._order: dict[str, int] = {}
        self._lowest: int | None = None

    def add(self, at: str, text: Json) -> None:
        number = stoi(text) if isinstance(text, str) else None
        self._order[at] = len(self._order)
        self._number[at] = number
        self._count[number] += 1

    def free(self, at: str) -> int | None:
        """A number that no other device has: the place's own where it is free, else the lowest."""
        if at not in self._order:
            return None
        own, place = self._number[at], self._order[at]
        if place <= self._highest and self._count[place] - (own == place) <= 0:
            return place
        if self._lowest is None:
            self._lowest = next(n for n in range(len(self._order) + 1) if n not in self._count)
        lowest = self._lowest
        if own is not None and 0 <= own < lowest and self._count[own] == 1:
            lowest = own
        return lowest if lowest <= self._highest else None


def free_id(s: Service, device_at: str, key: str) -> tuple[Fix, ...]:
    """A device_id that no other device of the server has, or a rank_id that none has at all."""
    if s.trial:
        return ()
    number = s.once(s.table, "numbers", lambda: Numbers(s)).free(device_at, key)
    return () if number is None else (_set(f"{device_at}/{key}", str(number)),)


def _set(pointer: str, value: Json) -> Fix:
    return Fix(f'{pointer.rpartition("/")[2]} = "{value}"', (Edit("replace", pointer, value),), TABLE)


def its_server_id(server: Mapping[str, Json], pointer: str) -> Fix | None:
    """server_id, which the daemon does not look at, from the address that it does look at."""
    known = server.get("container_ip")
    return _set(f"{pointer}/server_id", known) if isinstance(known, str) and is_ip(known, zero=False) else None


def alike(s: Service, fewest: int) -> tuple[Fix, ...]:
    """All servers with as many devices as the smallest has, and ranks in order; or without those that have none."""
    servers = s.table.get("server_list") if isinstance(s.table, dict) else None
    if not isinstance(servers, list) or not all(isinstance(server, dict) for server in servers):
        return ()
    if fewest > 0:
        cut = [{**server, "device": entries(server.get("device"))[:fewest]} for server in servers]
        return (_whole(f"{fewest} devices on each server", cut),)
    kept = [server for server in servers if entries(server.get("device"))]
    if len(kept) < FEWEST_SERVERS or len(kept) == len(servers):
        return on_one_node(s)
    return (_whole(f"without {len(servers) - len(kept)} servers that have no device", kept),)


def _whole(label: str, servers: list[dict[str, Json]]) -> Fix:
    """server_list and server_count, the ranks in order."""
    rank, made = 0, []
    for server in servers:
        renumbered = []
        for device in entries(server.get("device")):
            renumbered.append({**device, "rank_id": str(rank)} if isinstance(device, dict) else device)
            rank += 1
        made.append({**server, "device": renumbered})
    count = Edit("replace", "/server_count", str(len(made)))
    return Fix(label, (count, Edit("replace", "/server_list", made)), TABLE)


def this_node(s: Service, env: Mapping[str, str], servers: list[tuple[str, dict[str, Json]]]) -> tuple[Fix, ...]:
    """Where a node does not find itself: its address into the table, or the table's into MIES_CONTAINER_IP."""
    ip = variable_of(env, "MIES_CONTAINER_IP")
    into = []
    if is_ip(ip, zero=False):
        place = next((i for i, one in enumerate(s.envs) if one is env), 0)
        open_ = [at for at, server in servers if not is_ip(str(server.get("container_ip", "")), zero=False)]
        its = [at for at, server in servers if server.get("server_id") == ip]
        mine = [servers[place][0]] if len(s.envs) == len(servers) else []
        into = [_set(f"{at}/container_ip", ip) for at in dict.fromkeys((*its, *open_, *mine))][:2]
    return some(*into, *(_variable(address) for address in addresses(s)))


def addresses(s: Service) -> tuple[str, ...]:
    """Addresses that MIES_CONTAINER_IP may have, where it is that of one node: as the table has them."""
    if len(s.envs) != 1 or not isinstance(s.table, dict):
        return ()
    known = (server.get("container_ip") for server in entries(s.table.get("server_list")) if isinstance(server, dict))
    return tuple(address for address in known if isinstance(address, str) and is_ip(address, zero=False))[:4]


def _variable(address: str) -> Fix:
    return Fix(f"MIES_CONTAINER_IP = {address}", (Edit("replace", "/MIES_CONTAINER_IP", address),), "environment")


def of_variable(s: Service, name: str, env: Mapping[str, str]) -> Iterable[Fix]:
    """What an address in the environment may be: of the table, of the node, or none, so that the field counts."""
    if name == "MIES_CONTAINER_IP":
        yield from (_variable(address) for address in addresses(s))
        ips = [ip for ip in s.site.ips if ip and is_ip(ip, zero=False)]
        if len(s.envs) == 1 and len(ips) == 1:
            yield _variable(ips[0])
    yield Fix(f"without {name}", (Edit("remove", f"/{name}"),), "environment")
    if variable_of(env, name) in ("0.0.0.0", "::", "[::]"):
        yield edit(f"{pointers.SERVER}/allowAllZeroIpListening", True)
