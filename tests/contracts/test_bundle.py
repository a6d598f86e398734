"""The bundle: its pins name all that it holds in the versions that the tests run with, and its launchers find it."""

import os
import re
import subprocess
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from mindie_tui import __version__
from tools.bundle import packages, tree
from tools.bundle.__main__ import main
from tools.bundle.targets import DEBIAN, HERE, ROOT, TARGETS, WHEELS, BundleError

CONSTRAINTS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")
)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_each_part_is_pinned_by_its_hash(target):
    debian, wheels = target.read_pins()
    assert [pin.name for pin in debian] == list(DEBIAN) and [pin.name for pin in wheels] == list(WHEELS)
    assert all(re.fullmatch("[0-9a-f]{64}", pin.sha256) for pin in (*debian, *wheels))
    assert {pin.name: pin.version for pin in wheels} == {name: CONSTRAINTS[name] for name in WHEELS}


def needed(name, seen):
    """The names of a project and of all that it needs on Linux, as they are installed here."""
    if (key := re.sub("[-_.]+", "-", name).lower()) not in seen:
        seen.add(key)
        for line in requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or any(requirement.marker.evaluate({"extra": x}) for x in ("", "bcrypt")):
                needed(requirement.name, seen)
    return seen


def test_all_that_the_program_needs_is_in_the_bundle():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    seen = set()
    for line in project["dependencies"]:
        needed(Requirement(line).name, seen)
    assert seen - {re.sub("[-_.]+", "-", name).lower() for name in WHEELS} == set()


def test_both_architectures_hold_the_same_versions():
    first, second = ([(pin.name, pin.version) for pin in sum(one.read_pins(), [])] for one in TARGETS.values())
    assert first == second


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A bundle's folder whose ld.so prints its arguments, one a line."""
    top = tmp_path / "a folder"
    for name in ("bin", "lib/native"):
        (top / name).mkdir(parents=True)
    (top / "lib/native/ld.so").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    for name in ("mindie-tui", "python3"):
        (top / "bin" / name).write_text((HERE / f"{name}.sh").read_text().replace("@LOADER@", "ld.so"))
    for path in (*top.glob("bin/*"), top / "lib/native/ld.so"):
        path.chmod(0o755)
    return top


@pytest.mark.parametrize("how", ["path", "link", "relative link", "PATH", "relative"])
def test_a_launcher_finds_its_folder_however_it_is_called(top, tmp_path, how):
    words, cwd, path = [str(top / "bin/mindie-tui")], tmp_path, os.environ["PATH"]
    if how == "link":
        (tmp_path / "link").symlink_to(top / "bin/mindie-tui")
        words = [str(tmp_path / "link")]
    elif how == "relative link":
        (tmp_path / "link").symlink_to("a folder/bin/mindie-tui")
        words = ["./link"]
    elif how == "PATH":
        words, path = ["mindie-tui"], f"{top / 'bin'}:{path}"
    elif how == "relative":
        words, cwd = ["../bin/mindie-tui"], top / "lib"
    env = {"PATH": path, "CDPATH": "/"}
    done = subprocess.run(
        ["sh", "-c", 'exec "$@"', "sh", *words, "a b"], cwd=cwd, env=env, capture_output=True, text=True, timeout=30
    )
    real = str(top.resolve())
    native = f"{real}/lib/native"
    python = [f"{real}/bin/python3", f"{native}/python3.11"]
    assert done.stdout.splitlines() == [
        *("--library-path", native, "--argv0", *python, "-I", "-m", "mindie_tui", "a b")
    ], done.stderr


def test_a_cache_inside_the_tree_and_a_wrong_line_are_refused(capsys, monkeypatch):
    monkeypatch.setenv("BUNDLE_CACHE", str(ROOT / "dist"))
    assert main(["build", "x86_64"]) == 1
    assert "outside of it" in capsys.readouterr().err
    assert main(["build", "sparc"]) == 64


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("packager", ["deb", "rpm"])
def test_a_package_holds_the_tree_and_links_into_it(target, packager, tmp_path):
    recipe = packages.recipe_of(target, packager, tmp_path, at=0)
    assert (recipe["arch"], recipe["version"], recipe["mtime"][:10]) == (target.debian, __version__, "1970-01-01")
    whole, *links = recipe["contents"]
    assert (whole["src"], whole["dst"], whole["type"]) == (str(tmp_path), "/opt/mindie-tui", "tree")
    assert {link["type"] for link in links} == {"symlink"} and len(links) == 5
    assert all(link["src"].startswith("/opt/mindie-tui/") for link in links)
    zsh = next(link["dst"] for link in links if link["src"].endswith("_mindie-tui"))
    assert zsh.split("/")[4] == {"deb": "vendor-completions", "rpm": "site-functions"}[packager]
    assert not {"scripts", "depends"} & recipe.keys()


def test_what_a_package_links_to_is_in_the_tree_of_the_bundle():
    inside = {*packages.LINKS.values(), "share/zsh/vendor-completions/_mindie-tui"}
    made = {*tree.COMPLETIONS.values(), "bin/mindie-tui", "share/man/man1/mindie-tui.1"}
    assert inside == made


def test_the_sums_are_those_of_this_version_and_hold(tmp_path):
    names = [f"mindie-tui-{__version__}-linux-x86_64.tar.xz", f"mindie-tui_{__version__}_arm64.deb"]
    for name in (*names, "mindie-tui-0.0.1-linux-x86_64.tar.xz", "notes.txt"):
        (tmp_path / name).write_text(name)
    sums = packages.write_sums(tmp_path).read_text()
    assert [line.split("  ")[1] for line in sums.splitlines()] == names
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    (tmp_path / names[0]).write_text("another")
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True).returncode == 1


def test_packages_without_an_archive_are_refused(tmp_path):
    with pytest.raises(BundleError, match="make bundle"):
        packages.build_packages(TARGETS["aarch64"], tmp_path, tmp_path)
