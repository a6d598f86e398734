"""`make bundle-check`: all that a bundle promises, in a root that holds nothing else; then its .deb and .rpm."""

from __future__ import annotations

import os
import pty
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools.bundle.archive import name_of
from tools.bundle.jail import Jail
from tools.bundle.packages import package_path
from tools.bundle.packages_check import check_packages
from tools.bundle.targets import BundleError, Target

MOST_RATIO = 1.3
ROUNDS = 5
DEMO = {True: ("--speed", "4"), False: ("--speed", "0.5")}
"""The demo's options, on this machine's architecture and under emulation."""
EXTENSIONS = """
import importlib.machinery, importlib.util, pathlib, sys
top = pathlib.Path(sys.executable).parents[1]
folders = (top / "lib/python3.11/lib-dynload", top / "lib/python3/dist-packages")
found = [path for folder in folders for path in folder.rglob("*.so")]
for path in found:
    name = ".".join(path.relative_to(path.parents[0]).name.split(".")[:1])
    spec = importlib.util.spec_from_file_location(name, path)
    importlib.util.module_from_spec(spec)
for path in pathlib.Path("/proc/self/maps").read_text().split():
    assert not path.startswith("/") or path.startswith(str(top)) or ".so" not in path, path
print(len(found), "extension modules, no library from outside of the bundle")
"""


def check(target: Target, cache: Path, dist: Path) -> None:
    """All that this machine can run of a bundle's promises. Raises BundleError at the first that does not hold."""
    archive = dist / f"{name_of(target)}.tar.xz"
    if not archive.is_file():
        raise BundleError(f"{archive} is missing; `make bundle` makes it")
    _say(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB packed")
    with tempfile.TemporaryDirectory(dir=cache) as place:
        Path(place).chmod(0o755)
        jail = Jail(target, cache, Path(place), archive)
        if jail.is_native or jail.emulated:
            _run_all(jail)
            if package_path(target, "deb", dist).is_file():
                check_packages(jail, target, dist, _say)
        else:
            _run_without_a_shell(jail, target)


def _run_all(jail: Jail) -> None:
    how = "" if jail.is_native else ", under qemu-user"
    _say(f"a root with {', '.join(sorted(str(p.relative_to(jail.root)) for p in jail.root.glob('bin/*')))} alone{how}")
    _say(f"--version: {jail.run(jail.program, '--version').strip()}")
    _say(jail.run(f"{jail.top}/bin/python3", "-c", EXTENSIONS).strip())
    _say(f"validate a3-double: {jail.run(jail.program, 'validate', 'a3-double').strip().splitlines()[-1]}")
    _say(f"the wizard's first screen in a terminal: {_first_screen(jail.words(jail.program)):.2f} s")
    if jail.is_native:
        _compare_first_screens([str(jail.root) + jail.program])
    jail.add_tools()
    began = time.monotonic()
    out = jail.run(jail.program, "demo", "--headless", *DEMO[jail.is_native])
    _say(f"demo --headless {' '.join(DEMO[jail.is_native])}, {time.monotonic() - began:.0f} s, its last lines:")
    for line in out.strip().splitlines()[-6:]:
        _say(f"  {line}")


def _compare_first_screens(words: list[str]) -> None:
    """The bundle's beside the checkout's, in turns. Raises BundleError where it is much slower."""
    times: dict[str, list[float]] = {"bundle": [], "venv": []}
    for _ in range(ROUNDS):
        times["bundle"].append(_first_screen(words))
        times["venv"].append(_first_screen([sys.executable, "-m", "mindie_tui"]))
    bundle, venv = (statistics.median(seconds) for seconds in times.values())
    _say(f"first screen: {bundle:.2f} s, in the checkout's environment {venv:.2f} s: {bundle / venv:.2f} times")
    if bundle > MOST_RATIO * venv:
        raise BundleError(f"the first screen takes over {MOST_RATIO} times as long as the checkout's")


def _run_without_a_shell(jail: Jail, target: Target) -> None:
    """Under qemu-user, which starts ld.so itself: where binfmt_misc may not be used, no launcher can run."""
    native = f"{jail.top}/lib/native"
    loader = [f"{native}/{target.loader}", "--library-path", native, "--argv0", f"{jail.top}/bin/python3"]
    _say("no binfmt_misc: without the launchers, the wizard and the demo")
    python = ["/bin/qemu", *loader, f"{native}/python3.11", "-I"]
    _say(f"--version: {jail.run(*python, '-m', 'mindie_tui', '--version').strip()}")
    _say(jail.run(*python, "-c", EXTENSIONS).strip())
    last = jail.run(*python, "-m", "mindie_tui", "validate", "a3-double").strip().splitlines()[-1]
    _say(f"validate a3-double: {last}")


def _first_screen(words: list[str]) -> float:
    """Seconds from the start to the wizard's first screen, which is then left. Raises BundleError where none comes."""
    began = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm", COLUMNS="100", LINES="30")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else the checkout would be compiled at each start
        os.execvp(words[0], words)
    try:
        return _read_until(terminal, lambda seen: b"odes" in seen) - began
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(terminal)


def _read_until(terminal: int, holds: Callable[[bytes], bool]) -> float:
    seen, end = b"", time.monotonic() + 60
    while not holds(seen):
        if not select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0]:
            raise BundleError(f"no first screen within a minute; there is: {seen[-300:]!r}")
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            raise BundleError(f"the wizard ended: {seen.decode(errors='replace').strip()[-600:]}") from None
    return time.monotonic()


def _say(text: str) -> None:
    print(text, flush=True)
