"""What npu-smi, hccn_tool, docker, ip and /proc print, read: parts of Facts. What cannot be read is None, never good.

Tables are split at `|`, never at columns: newer versions of npu-smi are wider. Written against real outputs of
Atlas A2 and A3 (drivers 23.0 to 26.0).
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mindie_tui.model import readings_engine as engines
from mindie_tui.model.node import Npu
from mindie_tui.model.readings_hccn import address
from mindie_tui.model.readings_hccn import device_ips as device_ips

_BUS = re.compile(r"^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f]$")


def cells(line: str) -> list[str] | None:
    """The cells of a table's row, blanks around them taken off; None for a line that is no row."""
    line = line.strip()
    if len(line) < 2 or line[0] != "|" or line[-1] != "|":
        return None
    return [cell.strip() for cell in line[1:-1].split("|")]


def _int(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d+", text) else None


def _float(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def npus(text: str | None) -> tuple[Npu, ...] | None:
    """The NPUs of `npu-smi info`, by physical id; None where no table of NPUs is in it.

    On A3 a die is an NPU to MindIE: its id is Phy-ID. On A2, whose table has none, it is the number of the card.
    """
    found: dict[tuple[int, int], dict[str, Any]] = {}
    processes: dict[tuple[int, int], list[str]] = {}
    physical = bool(re.search(r"Chip\s+(?:Phy-ID|Device)", text or ""))
    above: tuple[int, str, str, list[str]] | None = None
    for line in (text or "").splitlines():
        row = cells(line)
        if row is None or len(row) < 3:
            continue
        head = row[0].split()
        if _BUS.match(row[1]) and above and head and head[0].isdecimal():
            chip = int(head[0])
            own = _int(head[1]) if physical and len(head) > 1 else None
            found[above[0], chip] = _npu(above, own if own is not None else above[0], row[2])
            above = None
        elif len(row) == 3 and len(head) >= 2 and head[0].isdecimal() and re.fullmatch(r"[A-Za-z]+", row[1]):
            above = (int(head[0]), " ".join(head[1:]), row[1], row[2].replace("/", " / ").split())
        elif len(row) >= 4 and len(head) == 2 and all(w.isdecimal() for w in head) and row[1].isdecimal():
            processes.setdefault((int(head[0]), int(head[1])), []).append(f"{row[1]} {row[2]} {row[3]}")
    if not found:
        return None
    made = [Npu(**parts, processes=tuple(processes.get(key, ()))) for key, parts in found.items()]
    return tuple(sorted(made, key=lambda npu: npu.id))


def _npu(above: tuple[int, str, str, list[str]], own: int, figures: str) -> dict[str, Any]:
    """One NPU of its two rows: name, health, power, temperature; then AICore, memory, HBM."""
    power_temperature, (aicore, *rest) = above[3], figures.replace("/", " / ").split() or [""]
    used, total = _last_pair(rest)
    return {
        "id": own,
        "name": above[1],
        "health": above[2],
        "power_w": _float(power_temperature[0]) if power_temperature else None,
        "temp_c": _int(power_temperature[1]) if len(power_temperature) > 1 else None,
        "aicore_percent": _int(aicore),
        "hbm_used_mb": used,
        "hbm_total_mb": total,
    }


def _last_pair(words: list[str]) -> tuple[int | None, int | None]:
    """The last "used / total" of a row: HBM where there are two, memory where the chip has no HBM."""
    slashes = [n for n, word in enumerate(words) if word == "/" and 0 < n < len(words) - 1]
    return (_int(words[slashes[-1] - 1]), _int(words[slashes[-1] + 1])) if slashes else (None, None)


def npu_smi_version(text: str | None) -> str | None:
    """The driver's version out of the head of `npu-smi info`."""
    found = re.search(r"npu-smi\s+\S+\s+Version:\s*(\S+)", text or "")
    return found[1] if found else None


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
    one = inspected(said) if status == 0 else None
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


def inspected(text: str | None) -> dict[str, Any] | None:
    """The first object of what `docker inspect` printed, None where it printed none."""
    said = text or ""
    try:
        value = json.loads(said[said.index("[") :]) if "[" in said else None
    except ValueError:
        return None
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def rights(text: str | None) -> dict[str, Any] | None:
    """What a container may, of `docker inspect NAME`: network, ipc, privileged, runtime, visible (the value of
    ASCEND_VISIBLE_DEVICES) and devices, {name inside without /dev/: its cgroup permissions, "" where podman does not
    tell them}; told is whether it speaks of devices at all. None where it says nothing of that.
    """
    one = inspected(text) or {}
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
    return _float(words[0]) if words else None


def epoch(text: str | None) -> float | None:
    """Seconds of `date +%s.%N`; a date without %N gives whole ones."""
    found = re.search(r"^\s*(\d{9,})(\.\d+)?", text or "", flags=re.MULTILINE)
    return float(found[1] + (found[2] or "")) if found else None


def sections(text: str, mark: str) -> dict[str, str]:
    """The parts of one answer: a line of `mark` and a name stands before each."""
    found: dict[str, str] = {}
    for block in re.split(rf"^{re.escape(mark)} ", text, flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        found[name.strip()] = body.strip("\n")
    return found


def text_of(answer: Mapping[str, Any], key: str) -> str | None:
    """A text of a JSON answer, None where it is absent, empty or no text."""
    value = answer.get(key)
    return value if isinstance(value, str) and value else None
