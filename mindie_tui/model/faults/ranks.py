"""Which rank, node, NPU and address a line names, read through the rank table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.message import Message, joined

_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_RANKS = (
    re.compile(r"unconnected ranks: ?\"?\[([\d, ]+)\]"),
    re.compile(r"(?:[Rr]emote|[Dd]e?st|[Pp]eer)[ _]?[Rr]ank(?:[ _]?[Ii]d)?\s*[:=]?\s*\[?(\d+)"),
    re.compile(r"role\[\d\] rank\[(\d+)\]"),
)
_LINK = re.compile(r"^.*?\|\s*(?P<dest>[\d.]+)\s*\(\s*(?P<rank>\d+)\s*\)\s*\|.*\|")
"""A row of LINK_ERROR_INFO: the destination's address and rank stand first."""
_PLACES = (
    re.compile(r"\[IP/ID\]:\[(?P<server>[\w.:]+)/(?P<device>\d+)\]"),
    re.compile(r"server (?P<server>[\d.]+), device ID (?P<device>\d+)"),
    re.compile(r"server\[(?P<server>[\d.]+)\](?:, ?)?device(?:Id|ID)?\[(?P<device>\d+)\]"),
)


@dataclass(frozen=True, slots=True)
class RankPlace:
    """Where one rank runs."""

    rank: int
    server: str
    """server_id of the rank table."""
    npu: str
    device_ip: str
    node: str
    """The node's name; the server's address where no name is known."""

    def words(self) -> str:
        """ "rank 3 = node a3-01, NPU 3, 192.168.7.20"."""
        place = Message("rank {rank} = node {node}, NPU {npu}", rank=self.rank, node=self.node, npu=self.npu)
        return joined(place, self.device_ip, between=", ")


def ranks_of(table: Any, names: Mapping[str, str]) -> tuple[RankPlace, ...]:
    """The ranks of a rank table of MindIE or HCCL; `names`: server address -> node. What is no rank is left out."""
    servers = table.get("server_list") if isinstance(table, Mapping) else None
    found = []
    for server in servers if isinstance(servers, list) else []:
        devices = server.get("device") if isinstance(server, Mapping) else None
        for device in devices if isinstance(devices, list) else []:
            if isinstance(device, Mapping) and re.fullmatch(r"\d{1,6}", str(device.get("rank_id"))):
                address = str(server.get("server_id", ""))
                found.append(
                    RankPlace(
                        int(str(device["rank_id"])), address, str(device.get("device_id", "?")),
                        str(device.get("device_ip", "")), names.get(address, address),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda place: place.rank))


def accused(line: str, places: Sequence[RankPlace]) -> tuple[RankPlace, ...]:
    """The ranks that a line names as the other side or as the place of a fault; empty where it names none of them."""
    ranks: list[int] = []
    for pattern in _RANKS:
        ranks += [int(number) for found in pattern.findall(line) for number in re.findall(r"\d{1,6}", found)]
    if (link := _LINK.search(line)) is not None:
        ranks.append(int(link["rank"]))
    named = [place for place in places if place.rank in ranks]
    for pattern in _PLACES:
        for found in pattern.finditer(line):
            named += [p for p in places if (p.server, p.npu) == (found["server"], found["device"])]
    if not named:
        addresses = set(_IP.findall(line))
        named = [place for place in places if place.device_ip in addresses]
    return tuple(dict.fromkeys(named))
