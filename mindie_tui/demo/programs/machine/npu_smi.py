"""npu-smi of a demo node: `info` and `info -m` in the form of an Atlas A3 with driver 25.0.rc1, 8 NPUs of 2 dies.

HBM rises while a daemon of this node loads its weights and falls when it ends; its processes stand in the last table.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from typing import Any

STATE = os.path.join(os.environ["MINDIE_DEMO_NODE"], "state")
LINE, DOUBLE = "+" + "-" * 96 + "+", "+" + "=" * 27 + "+" + "=" * 15 + "+" + "=" * 52 + "+"
SPLIT = "+" + "-" * 27 + "+" + "-" * 15 + "+" + "-" * 52 + "+"
IDLE_MB = (3103, 2886, 3089, 2890, 3092, 2885, 3101, 2879, 3097, 2892, 3098, 2892, 3104, 2886, 3107, 2883)
TEMPERATURE = (45, 45, 44, 45, 48, 49, 48, 48, 45, 44, 45, 45, 49, 48, 47, 48)
POWER = (160.7, 167.2, 162.0, 179.1, 160.4, 160.4, 172.9, 169.7)
BUS = (0x9D, 0x9F, 0x99, 0x9B, 0x95, 0x97, 0x91, 0x93, 0x8D, 0x8F, 0x89, 0x8B, 0x85, 0x87, 0x81, 0x83)
TOTAL_MB = 65536


def faults() -> Any:
    with open(os.path.join(STATE, "faults.json"), encoding="utf-8") as file:
        return json.load(file)


def alive(pid: int, started: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] not in "ZX" and int(fields[19]) == started


def services() -> list[dict[str, Any]]:
    """What the daemons of this node wrote of themselves, of those that still live."""
    found = []
    for name in sorted(os.listdir(STATE)):
        if name.startswith("daemon-") and name.endswith(".json"):
            try:
                with open(os.path.join(STATE, name), encoding="utf-8") as file:
                    one = json.load(file)
            except (OSError, ValueError):
                continue  # it ended, or writes just now
            if alive(one["pid"], one["start_time"]):
                found.append(one)
    return found


def info() -> list[str]:
    known, running = faults(), services()
    out = [
        LINE,
        "| npu-smi 25.0.rc1                 Version: 25.0.rc1                                             |",
        SPLIT,
        "| NPU   Name                | Health        | Power(W)    Temp(C)           Hugepages-Usage(page)|",
        "| Chip  Phy-ID              | Bus-Id        | AICore(%)   Memory-Usage(MB)  HBM-Usage(MB)        |",
        DOUBLE,
    ]
    processes = []
    for die in range(16):
        npu, chip = divmod(die, 2)
        used, busy = IDLE_MB[die], 0
        for one in running:
            if die in one["npus"]:
                used += one["hbm_mb"]
                busy = max(busy, one["aicore"])
                if one["hbm_mb"]:
                    processes.append((npu, chip, one["pid"], one.get("process", "mindie_llm_backe"), one["hbm_mb"]))
        extra = known.get("npu_busy_mb", {}).get(str(die))
        if extra:
            used += extra
            processes.append((npu, chip, 314487, "VLLMWorker_TP", extra))
        warm = TEMPERATURE[die] + busy // 6
        used = min(used, TOTAL_MB)
        health = known.get("npu_health", {}).get(str(die), "OK")
        power = "%.1f" % (POWER[npu] + busy * 2.2) if chip == 0 else "-"
        out += [
            f"| {npu:<6}{'Ascend910':20}| {health:14}| {power:12}{warm:<18}0    / 0             |",
            f"| {chip:<6}{die:<20}| 0000:{BUS[die]:02X}:00.0  | {busy:<12}0    / 0          {used:<5}/ {TOTAL_MB:<14}|",
            DOUBLE if chip else LINE,
        ]
    out += [SPLIT, "| NPU     Chip              | Process id    | Process name             | Process memory(MB)      |"]
    out.append(DOUBLE)
    for npu in range(8):
        of_this = [p for p in processes if p[0] == npu]
        for _, chip, pid, name, megabytes in of_this:
            out.append(f"| {npu:<8}{chip:<18}| {pid:<14}| {name:25}| {megabytes:<24}|")
        if not of_this:
            out.append(f"| No running processes found in NPU {npu:<61}|")
        out.append(DOUBLE)
    return out


def mapping() -> list[str]:
    def line(cells: tuple[int | str, ...]) -> str:
        return "\t" + "".join(str(cell).ljust(31) for cell in cells)

    out = [line(("NPU ID", "Chip ID", "Chip Logic ID", "Chip Phy-ID")) + "Chip Name".ljust(30)]
    for npu in range(8):
        for chip in (0, 1):
            out.append(line((npu, chip, 2 * npu + chip, 2 * npu + chip)) + "Ascend910")
        out.append(line((npu, 2, "-", "-")) + "Mcu".ljust(30))
    return out


def main(words: list[str]) -> None:
    if faults().get("driver_down"):
        sys.stderr.write("DrvMngGetConsoleLogLevel failed. (g_conLogLevel=3)\n")
        sys.stderr.write("dcmi module initialize failed. ret is -8005\n")
        sys.exit(1)
    if words == ["info"]:
        out = info()
    elif words == ["info", "-m"]:
        out = mapping()
    elif words in (["-v"], ["--version"]):
        out = ["npu-smi version: 25.0.rc1"]
    else:
        sys.stdout.write("Error parameter of -t or command, please use -h to see more details.\n")
        sys.exit(1)
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
