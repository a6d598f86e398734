"""MindIE's daemon, before it starts: the rank table and the variables that find this node in it."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.cpp_values import is_ip, shown, stoi
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.parameters import pointers, releases
from mindie_tui.model.mindie.rules.fixes import rank_table as table_fixes
from mindie_tui.model.mindie.rules.fixes.rank_table import HIGHEST_DEVICE, HIGHEST_RANK, TABLE
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, entries, variable_of

FEWEST_SERVERS, MOST_SERVERS, MOST_DEVICES = 2, 60, 32
MOST_NAMED = 8
"""Places and fixes of one finding; the sentence counts the rest."""


def table_place(pointer: str) -> Place:
    """A place of the rank table."""
    return Place(TABLE, pointer)


def _set(label: str, pointer: str, value: Json) -> Fix:
    return Fix(f"{label} = {shown(value)}", (Edit("replace", pointer, value),), TABLE)


@rule(
    "start.rank_table_file",
    places=("RANK_TABLE_FILE", "multiNodesInferEnabled", "distributedEnable"),
    source="ranktable_config.cpp",
    says="{key} needs a rank table, and RANK_TABLE_FILE is not set",
    mindie="Ranktable file is not exist, please set a valid ranktable file path with RANK_TABLE_FILE environment.",
)
def several_nodes_have_a_rank_table(s: Service) -> Iterator[Found]:
    """With multiNodesInferEnabled (or distributedEnable) the daemon reads the file that RANK_TABLE_FILE names."""
    if not s.uses_table or not s.environment_known or (s.table_pending and len(s.site.nodes) != 1):
        return
    for env in s.envs:
        path = variable_of(env, "RANK_TABLE_FILE")
        if not path and s.release is not None and s.release.knows("", releases.UNTIL["RANKTABLEFILE"]):
            path = variable_of(env, "RANKTABLEFILE")
        says, mindie = "", ""
        if not path and env.get("RANK_TABLE_FILE"):
            says = "{key} needs a rank table, and RANK_TABLE_FILE is longer than 256 bytes, so it is not read"
        elif not path:
            says = "{key} needs a rank table, and RANK_TABLE_FILE is not set"
        elif s.site.files.exists(path) is False:
            says = "{key} needs a rank table, and RANK_TABLE_FILE names {path}, which is not on the node"
            mindie = f"The input file: {path.rpartition('/')[2]} is not a regular file or not exists"
        if says:
            off = edit("multiNodesInferEnabled", False) if s.multi and len(s.site.nodes) < 2 else None
            key, where = _who_needs_it(s)
            yield hit(says, "RANK_TABLE_FILE", where, fixes=some(off), mindie=mindie, key=key, path=path)
            return


def _who_needs_it(s: Service) -> tuple[str, str]:
    """The key that makes the daemon read a rank table, and its place."""
    if s.multi:
        return "multiNodesInferEnabled", f"{pointers.BACKEND}/multiNodesInferEnabled"
    if s.schedule.get("distributedEnable") is True:
        return "distributedEnable", f"{pointers.SCHEDULE}/distributedEnable"
    key = "layerwiseDisaggregatedMultiNodesInferEnabled"
    return key, f"{pointers.BACKEND}/layerwiseDisaggregated/{key}"


@rule(
    "start.rank_table",
    says="rank table: it is not JSON, or a key is missing or not text",
    source="ranktable_config.cpp",
    mindie="Ranktable file is invalid. Please check json format! ",
)
def the_rank_table_is_readable(s: Service) -> Iterator[Found]:
    """JSON with server_count as text and a server_list; each server and device has its keys, as text."""
    if not s.uses_table or (s.table_text is None and s.table is None):
        return
    if s.table is ABSENT:
        refusal = json_text.parse(s.table_text or "").refusal
        if refusal:
            says = "rank table: it is not JSON: {what} (line {line}, column {column})"
            fixes = table_fixes.on_one_node(s)
            yield hit(says, table_place(""), fixes=fixes, what=refusal.text, line=refusal.line, column=refusal.column)
        return
    if not isinstance(s.table, dict):
        says = "rank table: it must be an object with server_count and server_list"
        yield hit(says, table_place(""), fixes=table_fixes.on_one_node(s))
        return
    count = s.table.get("server_count", ABSENT)
    servers = s.table.get("server_list", ABSENT)
    if not isinstance(count, str) or stoi(count) is None:
        fix = _set("server_count", "/server_count", str(len(entries(servers)))) if isinstance(servers, list) else None
        says = "rank table: server_count must be the number of servers as text; found {value}"
        mindie = "Invalid server_count in ranktable file" if isinstance(count, str) else ""
        yield hit(says, table_place("/server_count"), fixes=some(fix), mindie=mindie, value=shown(count))
    if servers is ABSENT:
        yield hit("rank table: server_list is missing", table_place("/server_list"), fixes=table_fixes.on_one_node(s))
        return
    if not entries(servers) and s.multi:
        says = "rank table: server_list is empty, and MindIE's daemon crashes on it"
        yield hit(says, table_place("/server_list"), fixes=table_fixes.on_one_node(s))
    for i, server in under("/server_list", servers):
        yield from _texts(s, i, server, ("server_id",), ("container_ip",))
        if isinstance(server, dict):
            for k, device in under(f"{i}/device", server.get("device")):
                yield from _texts(s, k, device, ("device_id", "device_ip", "rank_id"), ())


def under(pointer: str, value: Json) -> Iterator[tuple[str, Json]]:
    """(pointer, element) as a C++ loop goes through a value."""
    if isinstance(value, dict):
        yield from ((f"{pointer}/{key}", item) for key, item in value.items())
    elif isinstance(value, list):
        yield from ((f"{pointer}/{i}", item) for i, item in enumerate(value))
    else:
        yield from ((pointer, item) for item in entries(value))


def _texts(
    s: Service, pointer: str, value: Json, needed: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[Found]:
    if not isinstance(value, dict):
        says = "rank table: {at} must be an object; found {value}"
        last = pointer.rpartition("/")[2]
        out = Fix(f"without {pointer}", (Edit("remove", pointer),), TABLE) if last.isdecimal() else None
        fixes = some(out, *table_fixes.on_one_node(s))
        yield hit(says, table_place(pointer), fixes=fixes, at=pointer, value=shown(value))
        return
    for key in (*needed, *optional):
        text = value.get(key, ABSENT)
        if text is ABSENT and key in optional:
            continue
        if not isinstance(text, str):
            fixes = some(_set(key, f"{pointer}/{key}", str(text)) if type(text) is int else None)
            fixes += _known(s, pointer, value, key)
            says = "rank table: {key} must be text; found {value}"
            absent = text is ABSENT
            mindie = f"Config parameter '{key}' not found" if absent else f"Config parameter '{key}' is not a string"
            yield hit(says, table_place(f"{pointer}/{key}"), fixes=fixes, mindie=mindie, key=key, value=shown(text))
        elif len(text.encode(errors="replace")) > 256:
            says = "rank table: {key} is longer than 256 bytes"
            yield hit(says, table_place(f"{pointer}/{key}"), fixes=_known(s, pointer, value, key), key=key)


def _known(s: Service, pointer: str, holder: dict[str, Json], key: str) -> tuple[Fix, ...]:
    """Allowed values of a key, as far as the table itself shows them; only the NPU knows its address."""
    if key in ("device_id", "rank_id"):
        return table_fixes.free_id(s, pointer, key)
    if key == "server_id":
        return some(table_fixes.its_server_id(holder, pointer))
    named = holder.get("server_id")
    own = isinstance(named, str) and key == "container_ip" and is_ip(named, zero=False)
    return some(_set(key, f"{pointer}/{key}", named) if own else None)


@rule(
    "start.servers",
    says="rank table: the servers differ in their devices, or their number is not server_count",
    source="ranktable_config.cpp",
)
def the_servers_are_alike(s: Service) -> Iterator[Found]:
    """2 to 60 servers, as many as server_count says, with equally many devices, 1 to 32, and a container_ip each."""
    if not s.multi or not isinstance(s.table, dict):
        return
    servers = [server for server in entries(s.table.get("server_list")) if isinstance(server, dict)]
    if servers:
        listed = list(under("/server_list", s.table.get("server_list")))
        first = len(entries(servers[0].get("device")))
        yield from _as_many_as_counted(s, s.table.get("server_count"), len(servers))
        yield from _the_first_has_devices(s, first)
        yield from _the_others_have_as_many(s, listed, first)
        yield from _each_has_an_address(listed)


def _as_many_as_counted(s: Service, count: Json, servers: int) -> Iterator[Found]:
    """server_count is the number of servers, within MindIE's limits."""
    number = stoi(count) if isinstance(count, str) else None
    both = table_place("/server_count"), table_place("/server_list")
    if number is not None and number != servers:
        fix = _set("server_count", "/server_count", str(servers))
        says = "rank table: server_count is {count}, and server_list has {servers} servers"
        mindie = (
            f"Parameter server_count is {number % 2**32}, which is not equal to server_list length in ranktable file, "
            f"which is {servers}"
        )
        fixes = (fix,) if servers >= FEWEST_SERVERS else table_fixes.on_one_node(s)
        yield hit(says, *both, fixes=fixes, mindie=mindie, count=number, servers=servers)
    elif number is not None and not FEWEST_SERVERS <= number <= MOST_SERVERS:
        says = "rank table: server_count is {count}; several nodes are {fewest} to {most}"
        mindie = f"Parameter server_count must be in range [{FEWEST_SERVERS}, {MOST_SERVERS}], but got {number}"
        fixes = table_fixes.on_one_node(s) if number < FEWEST_SERVERS else ()
        yield hit(says, *both, fixes=fixes, mindie=mindie, count=number, fewest=FEWEST_SERVERS, most=MOST_SERVERS)


def _the_first_has_devices(s: Service, first: int) -> Iterator[Found]:
    if not 1 <= first <= MOST_DEVICES:
        says = "rank table: a server has {devices} devices; it must be 1 to {most}"
        mindie = f"The number of devices on single node must be in [1, {MOST_DEVICES}], but got {first}"
        fixes = table_fixes.alike(s, min(first, MOST_DEVICES))
        yield hit(
            says, table_place("/server_list/0/device"), fixes=fixes, mindie=mindie, devices=first, most=MOST_DEVICES
        )


def _the_others_have_as_many(s: Service, listed: list[tuple[str, Json]], first: int) -> Iterator[Found]:
    """The first server with another number of devices than the first of the list."""
    for (pointer, _), devices in zip(listed, s.table_servers, strict=False):
        if len(devices) != first:
            says = "rank table: one server has {devices} devices, and the first has {first}; all need equally many"
            mindie = (
                f"The number of devices in every server node is {len(devices)} which not equal in ranktable file, "
                f"which is {first}"
            )
            places = table_place(f"{pointer}/device"), table_place("/server_list/0/device")
            fewest = min(len(one) for one in s.table_servers)
            fixes = table_fixes.alike(s, min(fewest, MOST_DEVICES))
            yield hit(says, *places, fixes=fixes, mindie=mindie, devices=len(devices), first=first)
            return


def _each_has_an_address(listed: list[tuple[str, Json]]) -> Iterator[Found]:
    for pointer, server in listed:
        if isinstance(server, dict) and server.get("container_ip", "") == "":
            of = server.get("server_id")
            good = isinstance(of, str) and is_ip(of, zero=False)
            its_own = _set("container_ip", f"{pointer}/container_ip", of) if good else None
            says = "rank table: container_ip is missing; it is the address that MIES_CONTAINER_IP names"
            mindie = "The containerIp in the server node is empty in ranktable file."
            yield hit(says, table_place(f"{pointer}/container_ip"), fixes=some(its_own), mindie=mindie)


@rule(
    "start.devices",
    says="rank table: {key} is {value}: it must be {wanted}",
    source="ranktable_config.cpp",
    mindie="Parameter {key} is invalid in ranktable file.",
)
def device_ids_addresses_and_ranks_are_in_range(s: Service) -> Iterator[Found]:
    """device_id 0 to 63, rank_id 0 to 511, device_ip an address that is not 0.0.0.0; leading blanks, a + and what
    follows the digits do not count."""
    if not s.multi or not isinstance(s.table, dict):
        return
    beyond: list[Found] = []
    total = 0
    for server_at, server in under("/server_list", s.table.get("server_list")):
        for at, device in under(f"{server_at}/device", server.get("device") if isinstance(server, dict) else None):
            total += 1
            if isinstance(device, dict):
                for found in _bad_keys(s, at, device):
                    if found.values["key"] == "rank_id" and (stoi(device["rank_id"]) or 0) > HIGHEST_RANK:
                        beyond.append(found)
                    else:
                        yield found
    if len(beyond) > MOST_NAMED and total > HIGHEST_RANK + 1:
        places = tuple(place for found in beyond[:MOST_NAMED] for place in found.places)
        says = "rank table: {count} of {total} devices have a rank_id above {last}, the highest that MindIE takes"
        yield hit(says, *places, mindie=beyond[0].mindie, count=len(beyond), total=total, last=HIGHEST_RANK)
        return
    yield from beyond


def _bad_keys(s: Service, at: str, device: dict[str, Json]) -> Iterator[Found]:
    """What is wrong with the numbers and the address of one device."""
    for key, wanted, highest in (
        ("device_id", "0 to 63", HIGHEST_DEVICE),
        ("rank_id", "0 to 511", HIGHEST_RANK),
        ("device_ip", "an address of the NPU, which hccn_tool shows", -1),
    ):
        text = device.get(key)
        if not isinstance(text, str):
            continue
        number = stoi(text) if highest >= 0 else None
        if number is None or not 0 <= number <= highest if highest >= 0 else not is_ip(text, zero=False):
            values = {"key": key, "value": shown(text), "wanted": wanted}
            fixes = table_fixes.free_id(s, at, key) if highest >= 0 else ()
            yield Found(values, fixes, (table_place(f"{at}/{key}"),), mindie=_bad_device(key, text))


def _bad_device(key: str, text: str) -> str:
    """MindIE's sentence for a device: the number as uint32_t, or that it is not a number."""
    name = "rankId" if key == "rank_id" else key
    number = stoi(text) if key != "device_ip" else None
    if number is None:
        return f"Parameter {name} is invalid in ranktable file."
    return f"{name} [{number % 2**32}] is out of bound [{HIGHEST_RANK if key == 'rank_id' else HIGHEST_DEVICE}]"


RULES: tuple[Rule, ...] = (
    several_nodes_have_a_rank_table,
    the_rank_table_is_readable,
    the_servers_are_alike,
    device_ids_addresses_and_ranks_are_in_range,
)
