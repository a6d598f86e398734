"""What hccn_tool prints of an NPU's own network port, and /etc/hccn.conf, read. What cannot be read is None.

The words are those of the tool's source and of real outputs on Atlas A2 and A3.
"""

from __future__ import annotations

import ipaddress
import re


def blocks(text: str | None) -> dict[int, str]:
    """NPU id: the tool's output for it, from blocks that begin with a line "@ID".

    A block's lines may be separated by the unit separator (0x1f) instead of newlines.
    """
    found: dict[int, str] = {}
    for block in re.split(r"^@", (text or "").replace("\x1f", "\n"), flags=re.MULTILINE)[1:]:
        number, _, said = block.partition("\n")
        if number.strip().isdecimal():
            found[int(number)] = said
    return found


def device_ips(text: str | None) -> dict[int, str | None]:
    """NPU id: address, of the blocks of `hccn_tool -i ID -ip -g`; None where it has no address."""
    said = {number: re.search(r"^\s*ipaddr:\s*(\S+)", block, re.MULTILINE) for number, block in blocks(text).items()}
    return {number: address(found[1]) if found else None for number, found in said.items()}


def links(text: str | None) -> dict[int, str | None]:
    """NPU id: UP or DOWN, of `hccn_tool -i ID -link -g`."""
    return _words(text, r"^\s*link status:\s*(UP|DOWN)\s*$")


def net_health(text: str | None) -> dict[int, str | None]:
    """NPU id: the word of `hccn_tool -i ID -net_health -g`: Success, Receive timeout, Unreachable ..."""
    return _words(text, r"^\s*net health status:\s*(\S[^\n]*?)\s*$")


def tls_switches(text: str | None) -> dict[int, str | None]:
    """NPU id: 0 or 1, of `hccn_tool -i ID -tls -g`; older firmware prints a shorter line."""
    return _words(text, r"\btls switch\[([01])\]")


def _words(text: str | None, pattern: str) -> dict[int, str | None]:
    said = {number: re.search(pattern, block, re.MULTILINE) for number, block in blocks(text).items()}
    return {number: found[1] if found else None for number, found in said.items()}


def hccn_conf(text: str | None) -> dict[int, str | None] | None:
    """NPU id: address_ID of /etc/hccn.conf; {} where the file is absent or empty, None where it cannot be read."""
    if text is None or "Permission denied" in text:
        return None
    found = re.findall(r"^[ \t]*address_(\d+)[ \t]*=[ \t]*(\S+)[ \t]*$", text, flags=re.MULTILINE)
    if not found and text.strip() and "No such file" not in text and "=" not in text:
        return None
    return {int(number): address(value) for number, value in found}


def address(text: str) -> str | None:
    """An IP address as it is written shortest; None for anything else, as the dashes of an NPU without one."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
