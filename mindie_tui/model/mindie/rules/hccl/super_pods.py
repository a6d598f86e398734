"""The super pods of a rank table, version 1.2, by HCCL's rules."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import Edit, Json
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.rules.fixes.rank_table import TABLE
from mindie_tui.model.mindie.rules.hccl.rank_table import A3, MOST_SAID, SUPER_POD, devices, servers
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.table_devices import Device

MOST_NAMED = 8


def _at(pointer: str) -> Place:
    return Place(TABLE, pointer)


def is_of_pods(s: Service) -> bool:
    """Whether the table says that it has super pods."""
    return s.uses_table and isinstance(s.table, dict) and s.table.get("version") == SUPER_POD


def pods(s: Service) -> list[tuple[str, dict[str, Json]]]:
    """(pointer, super pod) of super_pod_list, where it is a list of objects."""
    listed = s.table.get("super_pod_list") if is_of_pods(s) and isinstance(s.table, dict) else None
    listed = listed if isinstance(listed, list) else []
    return [(f"/super_pod_list/{i}", pod) for i, pod in enumerate(listed) if isinstance(pod, dict)]


def members(pod: dict[str, Json]) -> Iterator[tuple[int, str]]:
    """(index, server_id) of a super pod's servers."""
    listed = pod.get("server_list")
    for i, one in enumerate(listed if isinstance(listed, list) else ()):
        name = one.get("server_id") if isinstance(one, dict) else None
        if isinstance(name, str):
            yield i, name


@rule(
    "site.hccl_super_device",
    source=f"{A3}; rank_table_load_fail.md (EI0004)",
    says="rank table: version 1.2 needs super_device_id on every device",
)
def each_device_has_its_place_in_the_super_pod(s: Service) -> Iterator[Found]:
    """super_device_id is the SDID of `npu-smi info -t spod-info`, unique within a super pod. A table of version 1.2
    with none at all and without super_pod_list is read as one without super pods."""
    if not is_of_pods(s):
        return
    every = list(devices(s))
    without = [d for d in every if not _is_id(d.keys.get("super_device_id"))]
    if every and not any("super_device_id" in d.keys for d in every) and not pods(s):
        says = (
            "rank table: version is 1.2, and no device has a super_device_id: HCCL reads it as a table without "
            "super pods"
        )
        plain = Fix('version = "1.0"', (Edit("replace", "/version", "1.0"),), TABLE)
        yield hit(says, _at("/version"), _at(f"{every[0].at}/super_device_id"), severity="warning", fixes=(plain,))
        return
    if without:
        says = (
            "rank table: version 1.2 needs super_device_id on every device; {count} of {total} have none, the "
            "first is NPU {npu} of {server}: npu-smi info -t spod-info shows it"
        )
        places = tuple(_at(f"{d.at}/super_device_id") for d in without[:MOST_NAMED])
        yield hit(says, *places, count=len(without), total=len(every), npu=without[0].npu, server=without[0].server)
    pod_of = {name: at for at, pod in pods(s) for _, name in members(pod)}
    seen: dict[tuple[str, Json], Device] = {}
    told = 0
    for device in every:
        number = device.keys.get("super_device_id")
        if not _is_id(number):
            continue
        first = seen.setdefault((pod_of.get(device.server, ""), number), device)
        if first is not device and told < MOST_SAID:
            told += 1
            says = (
                "rank table: super_device_id {number} is that of NPU {npu} of {first} and of NPU {other} of "
                "{second}; each NPU of a super pod has its own"
            )
            places = (_at(f"{device.at}/super_device_id"), _at(f"{first.at}/super_device_id"))
            yield hit(
                says, *places, number=number, npu=first.npu, first=first.server, other=device.npu, second=device.server
            )


def _is_id(value: Json) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit()


@rule(
    "site.hccl_super_pod",
    source=A3,
    says="rank table: super_pod_list and server_list do not name the same servers",
)
def super_pods_hold_each_server_once(s: Service) -> Iterator[Found]:
    """super_pod_list names every server_id of server_list once; the servers of a super pod follow each other in
    server_list, and each super pod has its own id."""
    listed = pods(s)
    known = {str(server.get("server_id")): at for at, server in servers(s)}
    seen: dict[str, str] = {}
    unknown: list[tuple[str, str]] = []
    for at, pod in listed:
        for i, name in members(pod):
            pointer = f"{at}/server_list/{i}/server_id"
            if name not in known:
                unknown.append((pointer, name))
            elif name in seen and len(seen) <= len(known):
                says = (
                    "rank table: super_pod_list names server {name} twice, in super pod {first} and in super pod "
                    "{second}"
                )
                places = (_at(pointer), _at(seen[name]))
                yield hit(says, *places, name=shown(name), first=_pod(seen[name]), second=_pod(pointer))
            seen.setdefault(name, pointer)
    left = [name for name in known if name not in seen] if listed else []
    for pointer, name in unknown[:MOST_SAID]:
        only = left[0] if len(left) == len(unknown) == 1 else None
        fix = Fix(f'server_id = "{only}"', (Edit("replace", pointer, only),), TABLE) if only is not None else None
        says = (
            "rank table: super pod {pod} of super_pod_list names server {name}, and server_list does not have "
            "it; it has {known}"
        )
        some_known = ", ".join(list(known)[:4]) + (" ..." if len(known) > 4 else "")
        yield hit(
            says,
            _at(pointer),
            _at("/server_list"),
            fixes=some(fix),
            pod=_pod(pointer),
            name=shown(name),
            known=some_known,
        )
    for name in left[:MOST_SAID]:
        says = "rank table: server {name} of server_list is in no super pod of super_pod_list"
        yield hit(says, _at(f"{known[name]}/server_id"), _at("/super_pod_list"), name=shown(name))
    yield from _ids(listed)


def _pod(pointer: str) -> int:
    """Which super pod, from 1, a pointer leads into."""
    return int(pointer.split("/")[2]) + 1


def _ids(listed: list[tuple[str, dict[str, Json]]]) -> Iterator[Found]:
    """Each super pod has an id of its own."""
    seen: dict[str, str] = {}
    for at, pod in listed:
        name = pod.get("super_pod_id")
        if not isinstance(name, str) or not name:
            says = "rank table: super pod {pod} of super_pod_list has no super_pod_id"
            yield hit(says, _at(f"{at}/super_pod_id"), pod=_pod(at))
        elif name in seen:
            says = "rank table: super pods {first} and {second} of super_pod_list have the same super_pod_id {name}"
            places = (_at(f"{at}/super_pod_id"), _at(f"{seen[name]}/super_pod_id"))
            yield hit(says, *places, first=_pod(seen[name]), second=_pod(at), name=shown(name))
        else:
            seen[name] = at


@rule(
    "advice.hccl_pods_apart",
    source=A3,
    says="rank table: the servers of super pod {name} are not adjacent in server_list: {first} and {second} have "
    "a server of another super pod between them",
)
def servers_of_a_super_pod_stand_together(s: Service) -> Iterator[Found]:
    """HCCL wants the servers of one super pod side by side in server_list, no other super pod's between them."""
    pod_of = {name: str(pod.get("super_pod_id")) for _, pod in pods(s) for _, name in members(pod)}
    last: dict[str, int] = {}
    listed = servers(s)
    for i, (at, server) in enumerate(listed):
        pod = pod_of.get(str(server.get("server_id")))
        if pod is None:
            continue
        if pod in last and last[pod] != i - 1:
            before = listed[last[pod]]
            values = {"name": shown(pod), "first": before[1].get("server_id"), "second": server.get("server_id")}
            yield Found(values, (), (_at(f"{at}/server_id"), _at(f"{before[0]}/server_id")))
            return
        last[pod] = i


RULES: tuple[Rule, ...] = (
    each_device_has_its_place_in_the_super_pod,
    super_pods_hold_each_server_once,
    servers_of_a_super_pod_stand_together,
)
