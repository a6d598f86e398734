"""Where a service is spoken to: its addresses, ports and certificates, as the master's own processes reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The service's addresses. `management` is `url` where the engine has no address of its own for it."""

    url: str
    """Of the business port, as http://10.20.3.11:1025."""
    management: str
    model: str
    ports: Mapping[str, int]
    tls: Mapping[str, Any] | None = None
    """For https: {"ca": [paths], "cert": path, "key": path}, the paths of the service's own files on the master."""
    management_tls: Mapping[str, Any] | None = None
    health: str = "/health"
    """The path that says whether it is healthy, on the management address."""
    bare_health: bool = False
    """A status of 200 alone means healthy; otherwise the body says so."""
    stop: str = ""
    """The path that stops the service, on the management address; "" where there is none."""

    @property
    def metrics(self) -> str:
        """The URL of the metrics."""
        port = self.ports.get("metrics")
        return f"{self.management.rpartition(':')[0]}:{port}/metrics" if port else f"{self.management}/metrics"


def literal(ip: object) -> str:
    """An IPv6 address is written in brackets in a URL."""
    return f"[{ip}]" if ":" in str(ip) else str(ip)
