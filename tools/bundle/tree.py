"""Lays a bundle's folder out of Debian's packages and wheels; nothing is compiled but Python's own byte code."""

from __future__ import annotations

import compileall
import importlib.util
import py_compile
import shutil
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion.completion import WRITERS
from mindie_tui.headless.completion.grammar import read_commands
from tools.bundle.fetch import Apt, fetch_wheel, run
from tools.bundle.targets import HERE, PYTHON, ROOT, BundleError, Pin, Target

_LEFT_OUT = ("sitecustomize.py", "lib2to3", "pydoc_data", "turtledemo", "EXTERNALLY-MANAGED", "test")
"""Of Python's library: a link to /etc, and what only a developer of Python uses."""
_WITHOUT_LIBRARY = ("_dbm", "nis", "readline", "ossaudiodev", "_curses_panel", "_test*", "_xx*", "xx*",
                    "_ctypes_test")  # fmt: skip
"""Modules whose C library is not in the bundle, and tests."""
_NATIVE = ("lib/{triplet}/*.so*", "usr/lib/{triplet}/*.so*")
_LIBRARIES_LEFT_OUT = (
    "libBrokenLocale", "libanl", "libc_malloc_debug", "libexpatw", "libformw", "libmenuw", "libmvec", "libnsl.",
    "libnss_hesiod", "libnss_compat", "libpanelw", "libthread_db", "libtic.", "libmemusage", "libpcprofile",
)  # fmt: skip
COMPLETIONS = {
    "bash": "share/bash-completion/completions/mindie-tui",
    "zsh": "share/zsh/vendor-completions/_mindie-tui",
    "fish": "share/fish/vendor_completions.d/mindie-tui.fish",
}
"""Where the script of each shell stands in the tree."""


def lay_out(target: Target, cache: Path, top: Path) -> None:
    """Fill the folder `top`. Raises BundleError where a part cannot be had."""
    if importlib.util.MAGIC_NUMBER != b"\xa7\r\r\n":
        raise BundleError(
            f"a bundle is made with Python 3.11, and this is {sys.version.split()[0]}; make PYTHON=python3.11"
        )
    debian, wheels = target.read_pins()
    apt = Apt(target, cache)
    with tempfile.TemporaryDirectory(dir=cache) as place:
        roots = {pin.name: _unpack(apt, pin, Path(place) / pin.name) for pin in debian}
        _python(target, roots, top)
        _native(target, roots, top / "lib/native")
        shutil.copytree(roots["ncurses-base"] / "lib/terminfo", top / "share/terminfo", symlinks=True)
        _debian_licences(debian, roots, top / "LICENSES")
    site = top / "lib/python3/dist-packages"
    for pin in wheels:
        zipfile.ZipFile(fetch_wheel(target, cache, pin)).extractall(site)
    _own_wheel(cache, site, top)
    _wheels_licences(wheels, site, top / "LICENSES")
    _launchers(target, top / "bin")
    _completions(top)
    _byte_code(top)


def _unpack(apt: Apt, pin: Pin, to: Path) -> Path:
    run(["dpkg-deb", "-x", apt.fetch(pin), to])
    return to


def _python(target: Target, roots: dict[str, Path], top: Path) -> None:
    """The standard library, without the modules whose C library is missing."""
    library = top / "lib" / PYTHON
    for name in ("libpython3.11-minimal", "libpython3.11-stdlib"):
        ignored = shutil.ignore_patterns(*_LEFT_OUT)
        shutil.copytree(roots[name] / "usr/lib" / PYTHON, library, dirs_exist_ok=True, symlinks=True, ignore=ignored)
    for pattern in _WITHOUT_LIBRARY:
        for path in (library / "lib-dynload").glob(f"{pattern}.*.so"):
            path.unlink()
    native = top / "lib/native"
    native.mkdir(parents=True)
    shutil.copy2(roots["python3.11-minimal"] / "usr/bin" / PYTHON, native / PYTHON)


def _native(target: Target, roots: dict[str, Path], to: Path) -> None:
    """ld.so, the C library and the others, each under the name by which it is asked for."""
    for root in roots.values():
        found = [path for pattern in _NATIVE for path in root.glob(pattern.format(triplet=target.triplet))]
        linked = {path.resolve().name for path in found if path.is_symlink()}
        for path in sorted(found):  # a file that has a link is asked for by its link's name
            if path.is_file() and path.name not in linked and not path.name.startswith(_LIBRARIES_LEFT_OUT):
                shutil.copy2(path, to / path.name)
    loader = to / target.loader
    if not loader.is_file():
        raise BundleError(f"libc6 holds no {target.loader}; the package has another layout")
    loader.chmod(0o755)


def _own_wheel(cache: Path, site: Path, top: Path) -> None:
    """mindie-tui itself, as `pip install` would lay it, with its man page."""
    with tempfile.TemporaryDirectory(dir=cache) as place:
        code = f"from hatchling.build import build_wheel; print(build_wheel({place!r}))"
        name = run([sys.executable, "-c", code], cwd=ROOT).split()[-1]
        zipfile.ZipFile(Path(place) / name).extractall(site)
    for data in site.glob("mindie_tui-*.data"):
        shutil.copytree(data / "data", top, dirs_exist_ok=True)
        shutil.rmtree(data)


def _debian_licences(pins: Iterable[Pin], roots: dict[str, Path], to: Path) -> None:
    """Each package's own paper, and the common licences that they point to."""
    (to / "debian").mkdir(parents=True)
    for pin in pins:
        papers = [*roots[pin.name].glob("usr/share/doc/*/copyright")]
        for paper in papers:
            if paper.is_file():
                shutil.copyfile(paper, to / "debian" / f"{paper.parent.name}.txt")
    common = roots["base-files"] / "usr/share/common-licenses"
    shutil.copytree(common, to / "debian/common-licenses", symlinks=True)
    lines = [f"{pin.name} {pin.version}" for pin in pins]
    head = "Packages of Debian bookworm, unchanged; their sources are Debian's source packages of these versions."
    (to / "debian/PACKAGES.txt").write_text("\n".join([head, "", *lines, ""]), encoding="utf-8")


def _wheels_licences(pins: Iterable[Pin], site: Path, to: Path) -> None:
    """The licences inside each wheel; what a wheel has none of is named by its metadata."""
    shutil.copyfile(ROOT / "LICENSE", to / "mindie-tui.txt")
    for info in sorted(site.glob("*.dist-info")):
        folder = to / "python" / info.name.removesuffix(".dist-info")
        folder.mkdir(parents=True)
        for path in info.rglob("*"):
            if path.is_file() and path.name.upper().startswith(("LICEN", "COPYING", "NOTICE", "AUTHORS")):
                shutil.copyfile(path, folder / path.name)
        shutil.copyfile(info / "METADATA", folder / "METADATA")


def _launchers(target: Target, to: Path) -> None:
    to.mkdir()
    for name in ("python3", "mindie-tui"):
        text = (HERE / f"{name}.sh").read_text(encoding="utf-8").replace("@LOADER@", target.loader)
        (to / name).write_text(text, encoding="utf-8")
        (to / name).chmod(0o755)


def _completions(top: Path) -> None:
    for shell, place in COMPLETIONS.items():
        (top / place).parent.mkdir(parents=True)
        (top / place).write_text(WRITERS[shell](read_commands(parser())), encoding="utf-8")


def _byte_code(top: Path) -> None:
    """Byte code that no time stamp makes stale: the folder may be copied, and may be read-only."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(top / "lib", quiet=2, stripdir=str(top), invalidation_mode=mode, workers=1):
        raise BundleError("a module could not be compiled to byte code")
    for path in top.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
