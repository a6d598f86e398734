"""Reads what the logs of this node have said since a start: plog, MindIE's own log, the kernel. It changes nothing.

Argument: a JSON object {"age_s", "folders": [path], "most", "each", "seconds"}
    files below the folders that were written to in the last `age_s` seconds; at most `most` bytes of all and `each`
    of one, its end; a file is not begun after `seconds`
Answers in JSON lines:
{"file": path, "size", "cut": bytes left out at its begin, "data": base64 of zlib}
{"done": true, "left": files left out, "zone_s": seconds ahead of UTC, "notes": [text]}
"""

from __future__ import annotations

import base64
import json
import os
import re
import stat
import subprocess
import sys
import time
import zlib

MOST_ENTRIES = 20000
"""Names that are looked at: a folder of logs may hold years."""
KERNEL = "dmesg"
_STAMP = re.compile(r"^(?:<\d+>)?\[\s*(\d+\.\d+)\] (.*)$")


def main() -> None:
    nonce, given = sys.argv[3], json.loads(sys.argv[4])
    until, since = time.monotonic() + given["seconds"], time.time() - given["age_s"]

    def tell(value: dict[str, object]) -> None:
        print("\n" + nonce, json.dumps(value), flush=True)

    room, left = given["most"], 0
    notes: list[str] = []
    kernel = read_kernel(since, notes)[-given["each"] :]
    if kernel:
        room -= len(kernel)
        tell({"file": KERNEL, "size": len(kernel), "cut": 0, "data": packed(kernel)})
    for path in newest(given["folders"], since, notes):
        if room <= 0 or time.monotonic() > until:
            left += 1
            continue
        try:
            size, data = read_end(path, min(given["each"], room))
        except OSError as error:
            notes.append(f"{path}: {error.strerror}")
            continue
        room -= len(data)
        tell({"file": path, "size": size, "cut": size - len(data), "data": packed(data)})
    tell({"done": True, "left": left, "zone_s": zone_s(), "notes": notes[:20]})


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 6)).decode()


def zone_s() -> int:
    """Seconds by which this node's local time is ahead of UTC."""
    return time.localtime().tm_gmtoff


def newest(folders: list[str], since: float, notes: list[str]) -> list[str]:
    """The logs below the folders that were written to since then: those of the devices last, the newest first."""
    found: list[tuple[bool, float, str]] = []
    seen: set[int] = set()
    entries = 0
    for folder in folders:
        top = os.path.expanduser(folder)
        for at, below, names in os.walk(top):
            below.sort(reverse=True)
            for name in names:
                entries += 1
                if entries > MOST_ENTRIES:
                    notes.append(f"only the first {MOST_ENTRIES} files of {top} were looked at")
                    break
                path = os.path.join(at, name)
                try:
                    status = os.lstat(path)
                except OSError:
                    continue
                if stat.S_ISREG(status.st_mode) and status.st_mtime >= since and status.st_ino not in seen:
                    if name.endswith((".log", ".txt", ".out")):
                        seen.add(status.st_ino)
                        found.append(("device-" in path, -status.st_mtime, path))
            if entries > MOST_ENTRIES:
                break
    return [path for _, _, path in sorted(found)]


def read_end(path: str, most: int) -> tuple[int, bytes]:
    """(size, the end of a file from the begin of a line)."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - most))
        data = file.read(most)
    if size > most:
        data = data[data.find(b"\n") + 1 :]
    return size, data


def read_kernel(since: float, notes: list[str]) -> bytes:
    """What dmesg holds since then, each line with its time by this node's clock; b"" where it may not be read."""
    try:
        done = subprocess.run(["dmesg"], capture_output=True, timeout=5)
    except (OSError, subprocess.SubprocessError) as error:
        notes.append(f"dmesg: {error}")
        return b""
    if done.returncode:
        notes.append("dmesg: " + done.stderr.decode("utf-8", "replace").strip()[-200:])
        return b""
    boot = time.time() - time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    lines = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        found = _STAMP.match(line)
        if found and boot + float(found.group(1)) >= since:
            at = boot + float(found.group(1))
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03d}+0000"
            lines.append(f"{stamp} kernel: {found.group(2)}\n")
    return "".join(lines).encode()


if __name__ == "__main__":
    main()
