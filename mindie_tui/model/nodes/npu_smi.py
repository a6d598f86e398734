"""What hccn_tool, docker, ip and /proc print, read: parts of Facts. What cannot be read is None, never good."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mindie_tui.model.nodes import container_engine as engines
from mindie_tui.model.nodes.hccn import address, device_ips as device_ips
from mindie_tui.model.nodes.npu_smi_table import (
    decimal,
    not_understood as not_understood,
    npu_smi_version as npu_smi_version,
    npus as npus,
)


def version(text: str | None) -> str | None:
    """The version that a version.info, version.cfg or *_install.info of Ascend names."""
    for pattern in (
        r"^\s*Ascend-mindie\s*:\s*MindIE\s+(\S+)",
        r"^\s*Version\s*[=:]\s*(\S+)",
        r"^\s*(?:running_version|upgrade_version)\s*=\s*\[([^\]:]+)",
        r"^\s*version\s*=\s*(\S+)",
        r"^\s*mindie-(?:service|llm)\s*:\s*(\S+)",
        r"^\s*package_version\s*=\s*(\S+)",
    ):
        if found := re.search(pattern, text or "", flags=re.MULTILINE):
            return found[1].strip("[]\"'")
    return None


def container(text: str | None, status: int | None) -> dict[str, Any]:
    """State, id, image and image id out of `docker inspect NAME`; {} where docker could not be asked.

    podman prints the same keys; nerdctl gives the image by its name alone, so its id is not there.
    """
    said = text or ""
    one = parse_inspect(said) if status == 0 else None
    if one is not None and "State" not in one:
        return {"state": "absent"}  # an image or a volume has this name
    if one is not None:
        state, config = one.get("State"), one.get("Config")
        status_word = state.get("Status") if isinstance(state, dict) else None
        image = (config.get("Image") if isinstance(config, dict) else None) or one.get("ImageName")
        image_id = engines.identity(one.get("Image"))
        parts = {"state": status_word, "id": one.get("Id"), "image": image or one.get("Image"), "image_id": image_id}
        return {key: item for key, item in parts.items() if isinstance(item, str)}
    return {"state": "absent"} if engines.absent(said) else {}


def parse_inspect(text: str | None) -> dict[str, Any] | None:
    """The first object of what `docker inspect` printed, None where it printed none."""
    said = text or ""
    try:
        value = json.loads(said[said.index("[") :]) if "[" in said else None
    except ValueError:
        return None
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def rights(text: str | None) -> dict[str, Any] | None:
    """What a container may use, from `docker inspect NAME`; None where the answer does not contain it.

    network, ipc, privileged, runtime; visible and runtime_visible, the values of ASCEND_VISIBLE_DEVICES and
    ASCEND_RT_VISIBLE_DEVICES; devices, {name inside without /dev/: its cgroup permissions, "" where podman does not
    report them}; told is whether the answer lists devices at all.
    """
    one = parse_inspect(text) or {}
    host, config = one.get("HostConfig"), one.get("Config")
    if not isinstance(host, dict):
        return None
    devices = host.get("Devices")
    rows = [row for row in devices if isinstance(row, dict)] if isinstance(devices, list) else []
    config = config if isinstance(config, dict) else {}
    asked, environment = engines.devices_asked(config.get("CreateCommand")), config.get("Env")
    pairs = [str(pair).partition("=") for pair in environment] if isinstance(environment, list) else []
    return {
        "network": host.get("NetworkMode") if isinstance(host.get("NetworkMode"), str) else None,
        "ipc": str(host.get("IpcMode") or ""),
        "privileged": host.get("Privileged") is True,
        "runtime": str(host.get("Runtime") or ""),
        "visible": next((value for name, _, value in pairs if name == "ASCEND_VISIBLE_DEVICES"), None),
        "runtime_visible": next((value for name, _, value in pairs if name == "ASCEND_RT_VISIBLE_DEVICES"), None),
        "told": "Devices" in host,
        "devices": {
            (name := str(row.get("PathInContainer")).removeprefix("/dev/")): str(
                row.get("CgroupPermissions") or asked.get(name, "")
            )
            for row in rows
        },
    }


def interface_of(ip: str | None, ip_addr: str | None, pairs: Iterable[Iterable[str]] = ()) -> str | None:
    """The interface that carries `ip`: of `ip -o addr`, else of [interface, address] pairs."""
    wanted = address(ip or "")
    if wanted is None:
        return None
    for line in (ip_addr or "").splitlines():
        found = re.match(r"\d+:\s+(\S+?)(?:@\S+)?\s+inet6?\s+([0-9A-Fa-f.:]+)/", line)
        if found and address(found[2]) == wanted:
            return found[1]
    for name, carried in pairs:
        if carried == wanted:
            return str(name)
    return "lo" if ipaddress.ip_address(wanted).is_loopback else None


def meminfo(text: str | None) -> int | None:
    """MemAvailable in bytes."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text or "", flags=re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def first_number(text: str | None) -> float | None:
    """The first word as a number: of /proc/uptime seconds, of /proc/loadavg the load of a minute."""
    words = (text or "").split()
    return decimal(words[0]) if words else None


def epoch(text: str | None) -> float | None:
    """Seconds of `date +%s.%N`; a date without %N gives whole ones."""
    found = re.search(r"^\s*(\d{9,})(\.\d+)?", text or "", flags=re.MULTILINE)
    return float(found[1] + (found[2] or "")) if found else None


def sections(text: str, mark: str) -> dict[str, str]:
    """The parts of one answer: a line of `mark` and a name precedes each."""
    found: dict[str, str] = {}
    for block in re.split(rf"^{re.escape(mark)} ", text, flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        found[name.strip()] = body.strip("\n")
    return found


def text_of(answer: Mapping[str, Any], key: str) -> str | None:
    """A text of a JSON answer, None where it is absent, empty or no text."""
    value = answer.get(key)
    return value if isinstance(value, str) and value else None
