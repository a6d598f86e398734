"""What an idle wizard costs: bytes per second to its terminal, and its share of a core, on each step.

The real wizard on a pseudo-terminal of 120x36, a demo fleet of two nodes in a process of its own. A child of this
module runs it and tells by a pipe where it stands; this process presses the keys, reads the terminal and counts. On
each step it waits until nothing has come for a second (at most five), then measures WINDOW_S, with nothing pressed:
before a launch, and after the service is ready, as usual and with --slow. What does change on the screen in that time
may be written, and nothing else: an age that goes on, the NPUs' memory, a line that the service logs.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import figure

WINDOW_S = 10.0
PATIENCE_S = 90.0
STEPS = ("nodes", "parameters", "preflight", "launch", "bench", "report")


@dataclass
class Child:
    """A wizard on a terminal of ours."""

    words: list[str]
    said: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.tells, told = os.pipe()
        os.set_inheritable(told, True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.idle", str(told), *self.words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            pass_fds=[told],
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        )
        os.close(theirs)
        os.close(told)

    def read(self, seconds: float) -> int:
        """Bytes that the terminal got in so many seconds."""
        count, until = 0, time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for file in select.select([self.terminal, self.tells], [], [], left)[0]:
                try:
                    data = os.read(file, 65536)
                except OSError:  # the child has ended
                    return count
                if file == self.terminal:
                    count += len(data)
                elif data:
                    self.said = json.loads(data.splitlines()[-1])
        return count

    def wait(self, **wanted: object) -> None:
        """Until the child has told that it stands so."""
        until = time.monotonic() + PATIENCE_S
        while any(self.said.get(name) != value for name, value in wanted.items()):
            if time.monotonic() > until:
                raise SystemExit(f"waited for {wanted}, it says {self.said}")
            self.read(0.1)

    def press(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def cpu_s(self) -> float:
        """Seconds that all its threads have run."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(path.read_text().split()[0]) for path in tasks) / 1e9

    def idle(self, at: int) -> tuple[float, float]:
        """(bytes per second, percent of a core) on a step."""
        self.press(str(at + 1))
        self.wait(step=STEPS[at])
        if STEPS[at] == "preflight":
            self.wait(checked=True)
        self.read(1.0)
        for _ in range(4):
            if not self.read(1.0):
                break
        cpu, began = self.cpu_s(), time.monotonic()
        count = self.read(WINDOW_S)
        took = time.monotonic() - began
        return count / took, 100 * (self.cpu_s() - cpu) / took

    def close(self) -> None:
        self.process.terminate()
        while self.process.poll() is None:
            self.read(0.1)
        os.close(self.terminal)
        os.close(self.tells)


async def measure(slow: bool) -> None:
    """Print the figures of one wizard."""
    from tests.kit.walk import demo_process

    async with demo_process(nodes=2, speed=20) as place:
        child = Child([str(place.profile), str(place.ssh_config), *(["--slow"] if slow else [])])
        mode = "slow" if slow else "usual"
        try:
            child.wait(found=2)
            for at, step in enumerate(STEPS):
                _print(f"{mode}.before.{step}", *child.idle(at), 0)
            child.press("3")
            child.wait(step="preflight")
            child.press("L")
            child.wait(modal=True)
            child.press("L")
            child.wait(service="ready")
            for at, step in enumerate(STEPS):
                _print(f"{mode}.ready.{step}", *child.idle(at), 200)
        finally:
            child.close()


def _print(name: str, bytes_s: float, percent: float, aim: int) -> None:
    figure(f"idle.{name}.bytes_s", bytes_s, f"<= {aim}", "120x36, nothing pressed", digits=0)
    figure(f"idle.{name}.core_percent", percent, "<= 1", "120x36, nothing pressed", digits=2)


async def wizard(tells: int, words: list[str]) -> None:
    """The child: the wizard as `mindie-tui` opens it, and a line for each change of where it stands."""
    from mindie_tui.tui import start
    from tests.kit.walk import Place, wizard as opened

    app = opened(Place(Path(words[0]), Path(words[1])))

    async def told() -> None:
        before: dict[str, object] = {}
        while True:
            await asyncio.sleep(0.2)
            state = app.run_state
            found = sum(node.state == "found" for node in state.nodes.values())
            now = {
                "step": app.current_mode,
                "service": state.service,
                "found": found,
                "checked": app.session.checked,
                "modal": app.screen.is_modal,
            }
            if now != before:
                before = now
                os.write(tells, json.dumps(now).encode() + b"\n")

    telling = asyncio.ensure_future(told())
    await start._shown(app)
    telling.cancel()


def main() -> None:
    """Print the figures."""
    for slow in (False, True):
        asyncio.run(measure(slow))


if __name__ == "__main__":
    if "--slow" in sys.argv:
        os.environ |= {"TEXTUAL_FPS": "4", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
    asyncio.run(wizard(int(sys.argv[1]), sys.argv[2:]))
