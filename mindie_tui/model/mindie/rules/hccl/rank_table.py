"""The rank table by HCCL's rules, which it checks when the workers join, minutes after MindIE's daemon took the file.

MindIE's own reader looks at less, so none of this is an error of stage start.
"""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import is_ip, shown, stoi
from mindie_tui.model.documents.document import Edit, Json
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.rules import table_devices
from mindie_tui.model.mindie.rules.fixes import rank_table as table_fixes
from mindie_tui.model.mindie.rules.fixes.rank_table import TABLE
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.table_devices import Device

MOST_SAID = 4
"""Findings of one kind; a table that is wrong throughout is wrong once."""
LONGEST_SERVER_ID = 64
SUPER_POD = "1.2"
"""The version of a table with super pods."""
A2 = "HCCL's rank_table_config_a2.md"
A3 = "HCCL's rank_table_config_a3.md"


def servers(s: Service) -> list[tuple[str, dict[str, Json]]]:
    """(pointer, server) of a table that is used."""
    return table_devices.servers(s) if s.uses_table else []


def devices(s: Service) -> tuple[Device, ...]:
    """Every device of a table that is used."""
    return table_devices.devices(s) if s.uses_table else ()


def _place(pointer: str) -> Place:
    return Place(TABLE, pointer)


@rule(
    "site.hccl_device_ip",
    source=A2,
    says="rank table: device_ip {ip} is that of NPU {npu} of {first} and of NPU {other} of {second}; HCCL needs an "
    "address of its own for each NPU",
)
def each_npu_has_an_address_of_its_own(s: Service) -> Iterator[Found]:
    """device_ip is unique in the whole table. hccn_tool shows the address of each NPU."""
    seen: dict[str, Device] = {}
    told = 0
    for device in devices(s):
        ip = device.keys.get("device_ip")
        if not isinstance(ip, str) or not is_ip(ip, zero=False):
            continue
        first = seen.setdefault(ip, device)
        if first is not device and told < MOST_SAID:
            told += 1
            places = (_place(f"{device.at}/device_ip"), _place(f"{first.at}/device_ip"))
            values = {"ip": ip, "npu": first.npu, "first": first.server, "other": device.npu, "second": device.server}
            yield Found(values, (), places)


@rule(
    "site.hccl_family",
    source="HCCL's cluster_info_verify_fail.md (EI0001)",
    says="rank table: device_ip {one} (NPU {npu} of {first}) and {ip} (NPU {other} of {second}) are of different "
    "families; HCCL needs IPv4 on all NPUs, or IPv6 on all",
)
def all_addresses_are_of_one_family(s: Service) -> Iterator[Found]:
    """HCCL refuses a job with IPv4 on some NPUs and IPv6 on others: "device ip family is not same as others"."""
    first: Device | None = None
    for device in devices(s):
        ip = device.keys.get("device_ip")
        if not isinstance(ip, str) or not is_ip(ip, zero=False):
            continue
        if first is None:
            first = device
        elif (":" in ip) != (":" in str(first.keys["device_ip"])):
            values = {"one": first.keys["device_ip"], "npu": first.npu, "first": first.server}
            values |= {"ip": ip, "other": device.npu, "second": device.server}
            yield Found(values, (), (_place(f"{device.at}/device_ip"), _place(f"{first.at}/device_ip")))
            return


@rule(
    "site.hccl_server_id",
    source=A2,
    says="rank table: servers {first} and {second} have the same server_id {name}; HCCL treats them as one",
)
def each_server_has_a_name_of_its_own(s: Service) -> Iterator[Found]:
    """server_id is unique in the whole table, and at most 64 characters."""
    seen: dict[str, int] = {}
    told = 0
    for i, (at, server) in enumerate(servers(s)):
        name = server.get("server_id")
        if not isinstance(name, str):
            continue
        first = seen.setdefault(name, i)
        if first != i and told < MOST_SAID:
            told += 1
            places = (_place(f"{at}/server_id"), _place(f"/server_list/{first}/server_id"))
            fix = table_fixes.its_server_id(server, at) if str(server.get("container_ip")) not in seen else None
            yield Found({"first": first + 1, "second": i + 1, "name": shown(name)}, some(fix), places)
        if LONGEST_SERVER_ID < len(name) <= 256:
            says = "rank table: server_id of server {number} has {length} characters; HCCL takes at most {most}"
            yield hit(
                says,
                _place(f"{at}/server_id"),
                severity="warning",
                number=i + 1,
                length=len(name),
                most=LONGEST_SERVER_ID,
            )


@rule(
    "site.hccl_device_id",
    source=A2,
    says="rank table: device_id {npu} appears twice on {server}: HCCL needs each NPU once",
)
def each_npu_stands_once(s: Service) -> Iterator[Found]:
    """device_id is unique within a server. A table that MindIE's daemon refuses already (start.this_node) is not
    reported twice: the daemon looks only at the node's own server."""
    own = _looked_at(s)
    seen: dict[tuple[int, int], Device] = {}
    told = 0
    for device in devices(s):
        text = device.keys.get("device_id")
        npu = stoi(text) if isinstance(text, str) else None
        if npu is None or device.number in own:
            continue
        first = seen.setdefault((device.number, npu), device)
        if first is not device and told < MOST_SAID:
            told += 1
            places = (_place(f"{device.at}/device_id"), _place(f"{first.at}/device_id"))
            yield Found({"npu": npu, "server": device.server}, table_fixes.free_id(s, device.at, "device_id"), places)


def _looked_at(s: Service) -> set[int]:
    """The servers whose devices MindIE's daemons count: all where their variables are not known, else each its own."""
    listed = servers(s)
    if not s.environment_known:
        return set(range(len(listed)))
    ips = [env[name] for env in s.envs for name in ("MIES_CONTAINER_IP", "HOST_IP") if env.get(name)]
    return {i for i, (_, one) in enumerate(listed) if one.get("container_ip") in ips or one.get("server_id") in ips}


@rule(
    "advice.hccl_digits",
    source="HCCL reads digits alone",
    says="rank table: {key} is {value} on NPU {npu} of {server}; MindIE reads {number}, HCCL accepts only digits",
)
def numbers_are_digits(s: Service) -> Iterator[Found]:
    """MindIE reads the digits that a text begins with, after blanks and a sign; HCCL wants nothing else to be there."""
    told = 0
    for device in devices(s):
        for key in ("device_id", "rank_id"):
            text = device.keys.get(key)
            if not isinstance(text, str) or text.isascii() and text.isdigit():
                continue
            number = stoi(text)
            if number is not None and number >= 0:
                told += 1
                if told <= MOST_SAID:
                    pointer = f"{device.at}/{key}"
                    fix = Fix(f'{key} = "{number}"', (Edit("replace", pointer, str(number)),), TABLE)
                    values = {"key": key, "value": shown(text), "number": number}
                    values |= {"npu": device.npu, "server": device.server}
                    yield Found(values, (fix,), (_place(pointer),))


@rule(
    "advice.hccl_ranks",
    source=A2,
    says="rank table: {first} has the ranks {ranks}, and rank {between} is that of {second}: HCCL needs the ranks of a "
    "server in a row, without those of another between them",
)
def ranks_of_a_server_are_in_a_row(s: Service) -> Iterator[Found]:
    """rank_id of one server follow each other: 0 to 7 here, 8 to 15 there. HCCL supports no crossing."""
    ranks: dict[int, Device] = {}
    of_server: dict[int, list[int]] = {}
    for device in devices(s):
        text = device.keys.get("rank_id")
        rank = stoi(text) if isinstance(text, str) else None
        if rank is None or rank in ranks:
            return  # another rule has it
        ranks[rank] = device
        of_server.setdefault(device.number, []).append(rank)
    for mine in of_server.values():
        low, high = min(mine), max(mine)
        if high - low + 1 == len(mine):
            continue
        here = set(mine)
        between = next((r for r in range(low, high) if r not in here and r in ranks), None)
        if between is None:
            continue  # no rank of another: a gap, which site.ranks names
        last = ranks[max(r for r in mine if r > between)]
        values = {"first": last.server, "ranks": _ranges(mine), "between": between, "second": ranks[between].server}
        places = (_place(f"{last.at}/rank_id"), _place(f"{ranks[between].at}/rank_id"))
        yield Found(values, table_fixes.ranks_in_order(s), places)
        return


def _ranges(numbers: list[int]) -> str:
    """ "0-6, 15" """
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts[:8]) + (" ..." if len(parts) > 8 else "")


RULES: tuple[Rule, ...] = (
    each_npu_has_an_address_of_its_own,
    all_addresses_are_of_one_family,
    each_server_has_a_name_of_its_own,
    each_npu_stands_once,
    numbers_are_digits,
    ranks_of_a_server_are_in_a_row,
)
