"""Stands in for ais_bench on a node of a test: prints and writes again what a recorded run printed and wrote.

RECORDING names it, RECORDING_S is how long it takes here, RECORDING_STAY=1 lets it hang before its end; with --reuse
it is RECORDING_AGAIN. Its files grow below -w as the real ones did. A signal of a recording is not sent again.
"""

import os
import re
import sys
import time
from pathlib import Path

from tests.kit.recording import Replay, events


def main() -> None:
    if "--reuse" in sys.argv and "RECORDING_AGAIN" not in os.environ:
        return  # the recorded run had made its tables
    work = Path(sys.argv[sys.argv.index("-w") + 1])
    name = os.environ["RECORDING_AGAIN" if "--reuse" in sys.argv else "RECORDING"]
    told = [e for e in events(name) if e["k"] not in ("proc", "size", "left", "note", "sig")]
    scale = float(os.environ.get("RECORDING_S", "1")) / told[-1]["t"]
    replay, began = Replay(work), time.monotonic()
    for event in told:
        time.sleep(max(began + event["t"] * scale - time.monotonic(), 0))
        if event["k"] in ("out", "err"):
            text = re.sub(r"RUN/out", str(work), event["d"])
            stream = sys.stdout if event["k"] == "out" else sys.stderr
            stream.write(text)
            stream.flush()
        elif event["k"] == "exit":
            if os.environ.get("RECORDING_STAY"):
                time.sleep(600)
            sys.exit(event["d"])
        else:
            replay.apply(event)


if __name__ == "__main__":
    main()
