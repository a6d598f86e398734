"""Takes terminals away from wizards and walks at random moments, and tells what is still there five seconds later.

    python -m tests.fuzz.terminals [COUNT [SEED]]

Each trial starts one program on a terminal of its own (a pseudo-terminal, two of them, or a tmux server), presses keys
for a random time, takes the terminal away in one of KINDS, and counts the processes of the trial that outlive it. One
demo fleet with a running service serves all trials; at the end the service must still run, and a walk must be able to
attach to it: nobody holds anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.kit import marked
from tests.kit.waiting import until_blocking
from tests.kit.walk import Place, demo_process

KINDS = ("tmux ended", "tmux killed", "closed", "hangup", "blocked", "blocked, hangup", "input closed",
         "output closed", "closed, HUP ignored")  # fmt: skip
WITHIN_S = 5.5
"""The promise is 5 s; the rest is for two busy cores to notice."""
AT_ONCE = 3
MARK = marked.NAME
KEYS = [*"123456", *"[]jkvn?Lb/-", "\r", "\t", "\x1b", "\x1b[A", "\x1b[B"]
outcomes: Counter[int] = Counter()
PROGRAMS = ("wizard", "wizard", "wizard", "slow wizard", "attach", "demo", "replay", "attach --json")


@dataclass(frozen=True, slots=True)
class Trial:
    number: int
    kind: str
    program: str
    after_s: float
    seed: int

    def __str__(self) -> str:
        return f"trial {self.number}: {self.program}, {self.kind} after {self.after_s:.1f} s"


class Terminal:
    """A program on pseudo-terminals of ours; `take` takes them away."""

    def __init__(self, words: list[str], environment: dict[str, str], kind: str) -> None:
        self.kind = kind
        self.keys, ours = _pty()
        self.screen, shown = _pty() if kind in ("input closed", "output closed") else (self.keys, ours)
        ignoring = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"] if "ignored" in kind else []
        self.process = subprocess.Popen(
            ["setsid", "-c", *ignoring, *words], stdin=ours, stdout=shown, stderr=shown, env=environment
        )
        self._probe = os.dup(shown) if kind.startswith("blocked") else None
        for file in {ours, shown}:
            os.close(file)
        self._open = {self.keys, self.screen, self._probe} - {None}
        self._reads = threading.Event()
        self.is_drawn = threading.Event()
        """The screen is drawn."""
        self.told, self.text = threading.Event(), b""
        """The first line is there; the first bytes of what was written."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._reads.is_set():
            if not select.select([self.screen], [], [], 0.1)[0]:
                continue
            try:
                got = os.read(self.screen, 65536)
            except OSError:
                return
            if not got:
                return
            self.text = (self.text + got)[:10_000]
            if b"\n" in self.text:
                self.told.set()
            if len(got) > 1000:
                self.is_drawn.set()

    def press(self, key: str) -> None:
        with contextlib.suppress(OSError):
            if select.select([], [self.keys], [], 0)[1]:
                os.write(self.keys, key.encode())

    def take(self, keys: Callable[[], str]) -> None:
        """Returns when the terminal is gone, or when it takes nothing any more."""
        self._reads.set()
        self._reader.join()
        match self.kind:
            case "closed" | "closed, HUP ignored":
                self._shut(self.keys)
            case "hangup":
                self._hang_up()
                self._drained()
            case "input closed":
                self._shut(self.keys)
                self._drained()
            case "output closed":
                self._shut(self.screen)
            case _:
                is_blocked = self._block(keys)
                if "hangup" in self.kind:
                    self._hang_up()
                elif not is_blocked:
                    self._shut(self._probe)
                    self._shut(self.keys)

    def _block(self, keys: Callable[[], str]) -> bool:
        """Press keys until what the program answers is taken no more, or it has ended; False: it answers nothing."""

        def pressed() -> bool:
            if self.process.poll() is not None or not select.select([], [self._probe], [], 0)[1]:
                return True
            self.press(keys())
            return False

        try:
            return until_blocking(pressed, seconds=8)
        except AssertionError:
            return False

    def _shut(self, file: int | None) -> None:
        if file in self._open:
            self._open.remove(file)
            os.close(file)

    def _hang_up(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGHUP)

    def _drained(self) -> None:
        self._reads.clear()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def is_waited_for(self) -> bool:
        """True, after which one that has ended is no zombie any more."""
        self.process.poll()
        return True

    def close(self) -> None:
        self._reads.set()
        self._reader.join()
        for file in tuple(self._open):
            self._shut(file)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.1)


class Tmux:
    """A program in a tmux server of its own; `take` ends the server."""

    def __init__(self, words: list[str], environment: dict[str, str], kind: str) -> None:
        self.kind, self._socket, self._environment = kind, environment[MARK].replace("/", "-"), environment
        self._tmux("new-session", "-d", "-x", "120", "-y", "36", *words)

    def _tmux(self, *words: str) -> str:
        line = ["tmux", "-L", self._socket, "-f", "/dev/null", *words]
        return subprocess.run(line, env=self._environment, capture_output=True, text=True).stdout.strip()

    def press(self, key: str) -> None:
        self._tmux("send-keys", "-l", key)

    def take(self, keys: Callable[[], str]) -> None:
        if self.kind == "tmux killed" and (server := self._tmux("display", "-p", "#{pid}")):
            os.kill(int(server), signal.SIGKILL)
        else:
            self._tmux("kill-server")

    def is_waited_for(self) -> bool:
        return True

    def close(self) -> None:
        self._tmux("kill-server")


def _pty() -> tuple[int, int]:
    """(ours, the program's)"""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    os.set_inheritable(theirs, False)
    return ours, theirs


@dataclass(frozen=True, slots=True)
class Ground:
    """What all trials share: the fleet, and the folder with the run that started its service."""

    place: Place
    state: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TMUX", "TMUX_PANE")}
        return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_STATE_HOME": str(self.state), **more}

    def words(self, program: str) -> list[str]:
        ours = [sys.executable, "-m", "mindie_tui"]
        config = ["--ssh-config", str(self.place.ssh_config)]
        match program:
            case "demo":
                return [*ours, "demo", "--nodes", "1", "--speed", "20"]
            case "replay":
                return [*ours, "replay", str(self.place.profile), *config]
            case "attach" | "attach --json":
                return [*ours, *program.split(), "last", *config]
        slow = ["--slow"] if program.startswith("slow") else []
        return [*ours, "--profile", str(self.place.profile), *config, *slow]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        config = ["--ssh-config", str(self.place.ssh_config)]
        line = [sys.executable, "-m", "mindie_tui", *words, *config]
        return subprocess.run(line, env=self.environment(), capture_output=True, text=True, timeout=120)


def tried(ground: Ground, trial: Trial) -> str | None:
    """One trial; what is wrong after it, None where nothing is."""
    rng = random.Random(trial.seed)
    name = marked.below(f"trial-{os.getpid()}-{trial.number}")
    own = tempfile.mkdtemp(prefix="mindie-trial-")
    state = {} if trial.program.startswith("attach") else {"XDG_STATE_HOME": own}
    environment = ground.environment(**{MARK: name}, **state)
    make = Tmux if trial.kind.startswith("tmux") else Terminal
    terminal = make(ground.words(trial.program), environment, trial.kind)
    try:
        end = time.monotonic() + trial.after_s
        while time.monotonic() < end:
            time.sleep(rng.uniform(0.02, 0.3))  # as a person types
            terminal.press(rng.choice(KEYS))
        terminal.take(lambda: rng.choice(KEYS))
        with contextlib.suppress(AssertionError):
            until_blocking(lambda: terminal.is_waited_for() and not marked.running(name), seconds=WITHIN_S)
        if left := marked.running(name):
            return f"left {'; '.join(map(str, left))}"
        if isinstance(terminal, Terminal):
            outcomes[terminal.process.wait()] += 1
        return unended(Path(own))
    finally:
        terminal.close()
        for one in marked.running(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        shutil.rmtree(own, ignore_errors=True)


def unended(state: Path) -> str | None:
    """A run below `state` whose record does not tell its end."""
    for events in state.glob("mindie-tui/runs/*/events.jsonl"):
        last = events.read_bytes().splitlines()[-1:]
        if not last or b'"run.ended"' not in last[0]:
            return f"the run {events.parent.name} was not ended: {last}"
    return None


def trials(count: int, seed: int) -> list[Trial]:
    """So many trials, each kind as often as the others."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        programs = PROGRAMS if not kind.startswith("blocked") else PROGRAMS[:6]
        made.append(Trial(number, kind, rng.choice(programs), rng.uniform(0.1, 7), rng.randrange(1 << 30)))
    return made


async def faults(count: int, seed: int) -> list[str]:
    """A sentence for each trial after which something is wrong, and for the service if it is."""
    with tempfile.TemporaryDirectory(prefix="mindie-terminals-") as folder:
        async with demo_process(nodes=1, speed=20) as place:
            ground = Ground(place, Path(folder))
            started = await asyncio.to_thread(ground.run, "replay", str(place.profile), "--until", "launch")
            assert started.returncode == 0, started.stdout + started.stderr
            with ThreadPoolExecutor(AT_ONCE) as pool:
                loop = asyncio.get_running_loop()
                planned = trials(count, seed)
                found = await asyncio.gather(*(loop.run_in_executor(pool, tried, ground, one) for one in planned))
            bad = [f"{one}: {why}" for one, why in zip(planned, found, strict=True) if why]
            for words in (("status", "last"), ("replay", str(place.profile), "--until", "launch")):
                done = await asyncio.to_thread(ground.run, *words)
                if done.returncode:
                    bad.append(f"the service, {words[0]}: {done.stdout[-500:]} {done.stderr[-500:]}")
    told = Counter(f"{one.program}, {one.kind}" for one in planned)
    print("exit statuses on pseudo-terminals:", dict(outcomes))
    print(f"{count} terminals taken away from {len(told)} kinds of programs and ends, {len(bad)} faults")
    return bad


def main(count: int = 200, seed: int = 15) -> int:
    """Takes `count` terminals away; prints each fault; 1 where there was one."""
    bad = asyncio.run(faults(count, seed))
    for one in bad:
        print(one)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
