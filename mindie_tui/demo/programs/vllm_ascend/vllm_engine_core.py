"""The engine and the workers of a demo node, as one process: `VLLM::EngineCore` holds the NPUs until it is ended.

It reads lines: `die` raises what a worker raises; the end of the input is the end of its service's process, which the
real one does not survive either. Runs without site packages, so that it starts at once.
"""

import os
import signal
import sys


def main() -> None:
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write("VLLM::EngineCor")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for line in sys.stdin:
        if line.strip() == "die":
            sys.stdout.write(
                f"(Worker_TP0 pid={os.getpid()}) ERROR 11-30 20:56:16 [multiproc_executor.py:871] WorkerProc hit an "
                "exception.\nTraceback (most recent call last):\nRuntimeError: NPU out of memory. Tried to allocate "
                "2.00 GiB (NPU 0; 60.96 GiB total capacity; 58.75 GiB already allocated; 1.20 GiB free)\n"
            )
            sys.stdout.flush()
            sys.exit(1)


if __name__ == "__main__":
    main()
