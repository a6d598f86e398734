"""The servers and devices of a rank table, in its order, where they are lists of objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mindie_tui.model.documents.document import Json
from mindie_tui.model.mindie.rules.service_view import Service


@dataclass(frozen=True, slots=True)
class Device:
    """A device of the table and its server."""

    at: str
    """Its pointer."""
    server: str
    """How its server is called in a sentence."""
    number: int
    """Its server's place among the servers, from 0."""
    keys: dict[str, Json]

    @property
    def npu(self) -> str:
        """Its device_id, as it is written."""
        return str(self.keys.get("device_id", "?"))


def servers(s: Service) -> list[tuple[str, dict[str, Json]]]:
    """(pointer, server) of every server."""
    listed = s.table.get("server_list") if isinstance(s.table, dict) else None
    listed = listed if isinstance(listed, list) else []
    return [(f"/server_list/{i}", server) for i, server in enumerate(listed) if isinstance(server, dict)]


def devices(s: Service) -> tuple[Device, ...]:
    """Every device, found once for a table."""
    return s.once(s.table, "devices", lambda: tuple(_devices(s)))


def _devices(s: Service) -> Iterator[Device]:
    for i, (at, server) in enumerate(servers(s)):
        listed, name = server.get("device"), _name(server, i)
        for k, keys in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(keys, dict):
                yield Device(f"{at}/device/{k}", name, i, keys)


def _name(server: dict[str, Json], i: int) -> str:
    name = server.get("server_id")
    return name if isinstance(name, str) and name else f"server {i + 1}"
