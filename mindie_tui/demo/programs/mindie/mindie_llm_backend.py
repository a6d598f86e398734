"""A worker of the demo's MindIE: checks the parallel layout, loads the weights, then lives as long as its daemon.

Started by the daemon with a JSON line on standard input: what to raise, the layers and seconds, where to tell of the
HBM in use. Its progress is tqdm's, rewritten with a carriage return and ended once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from typing import Any

    Frame = tuple[str, int, str, str]

BAR = " 123456789#"


def say(text: str) -> None:
    try:
        os.write(1, text.encode())
    except OSError:
        pass


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def progress(done: int, total: int, seconds: float) -> str:
    """One state of the line, as tqdm draws it in ASCII with ten columns."""
    eighths = int(done / total * 100)
    bar = ("#" * (eighths // 10) + (BAR[eighths % 10] if eighths < 100 else "")).ljust(10)[:10]
    rate = done / seconds if seconds and done else 0
    speed = "?layer/s" if not rate else f"{rate:5.2f}layer/s" if rate >= 1 else f"{1 / rate:5.2f}s/layer"
    left = clock((total - done) / rate) if rate else "?"
    return f"\rLoading selected layers: {eighths:3d}%|{bar}| {done}/{total} [{clock(seconds)}<{left}, {speed}]"


def tell(job: dict[str, Any], hbm_mb: int) -> None:
    with open(job["state"] + ".new", "w", encoding="utf-8") as file:
        json.dump(dict(job["known"], hbm_mb=hbm_mb, worker=os.getpid()), file)
    os.replace(job["state"] + ".new", job["state"])


def trace(lines: list[Frame], error: str) -> None:
    """A traceback as the workers print it, the last line is the cause."""
    text = "Traceback (most recent call last):\n"
    for file, line, name, source in lines:
        text += f'  File "/usr/local/lib/python3.11/site-packages/{file}", line {line}, in {name}\n    {source}\n'
    data = (text + error + "\n").encode()
    for at in range(0, len(data), 256):  # a dying worker's last words come in pieces of 256 bytes
        os.write(1, data[at : at + 256])


MAIN = ("mindie_llm/connector/main.py", 98, "<module>", "connector.run()")
MAPPING = ("atb_llm/utils/mapping.py", 214, "validate_parallel_config", "raise ValueError(error_msg)")
WEIGHTS = ("atb_llm/utils/weights.py", 88, "__init__", "with safe_open(filename, framework='pytorch') as f:")
ATTENTION = ("atb_llm/models/base/flash_causal_lm.py", 611, "forward", "acl_out = self.acl_operation.execute(inputs)")


def main() -> None:
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write("mindie_llm_backe")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    job = json.loads(sys.stdin.readline())
    if job["raises"]:
        trace(
            [MAIN, ("atb_llm/runner/model_runner.py", 176, "__init__", "self.mapping = Mapping(...)"), MAPPING],
            f"ValueError: {job['raises']}",
        )
        sys.exit(1)
    if job["missing"]:
        trace([MAIN, WEIGHTS], f'FileNotFoundError: No such file or directory: "{job["missing"]}"')
        sys.exit(1)
    layers, began = job["layers"], time.monotonic()
    say(progress(0, layers, 0))
    for layer in range(1, layers + 1):
        while job["stuck"] and layer > layers // 2:
            time.sleep(60)
        target = began + job["seconds"] * layer / layers
        time.sleep(max(0.0, target - time.monotonic()))
        tell(job, int(job["hbm_mb"] * layer / layers))
        # the real line counts seconds of the wall clock; the demo's run `speed` times as fast
        say(progress(layer, layers, (time.monotonic() - began) * job["speed"]))
        if job["dies"] and layer > layers * 0.6:
            trace(
                [MAIN, ATTENTION],
                "RuntimeError: NPU out of memory. Tried to allocate 226.00 MiB "
                "(NPU 2; 60.96 GiB total capacity; 58.13 GiB already allocated)",
            )
            sys.exit(1)
    say("\n")
    print("loaded", file=sys.stderr, flush=True)
    if sys.stdin.readline() == "fail\n":  # the fault of a rank that dies in the first forward pass after the start
        trace([MAIN, ATTENTION], "RuntimeError: The Inner error is reported as above. ERR00100 PTA call acl api failed")
        sys.exit(1)
    sys.stdin.read()  # lives until its daemon ends, which closes this


if __name__ == "__main__":
    main()
