"""What is shipped: the wheel holds the themes and profiles of the repository, all of them and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked():
    """`git ls-files themes profiles`."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "themes", "profiles"], capture_output=True, text=True, timeout=30, check=True
    )
    return sorted(listed.stdout.split())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stderr
    return folder / built.stdout.split()[-1]


def test_the_wheel_holds_the_tracked_themes_and_profiles_and_nobodys_own(wheel):
    prefix = "mindie_tui/_data/"
    names = [name.removeprefix(prefix) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(prefix)]
    assert sorted(names) == tracked()


def test_the_wheel_holds_every_module_and_the_style_sheet(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "mindie_tui"], capture_output=True, text=True, timeout=30, check=True
    )
    assert set(listed.stdout.split()) <= names


LOAD = """
from mindie_tui.store import paths, themes
from mindie_tui.store.profiles import load as profiles
assert {entry.name for entry in profiles.list_profiles()} >= {"a3-single", "a3-double"}
assert {theme.name for theme in themes.load_all()[0]} >= {"dark", "light", "high-contrast"}
print(paths.shipped("profiles"))
"""


def run_with(path, home):
    """Where the shipped profiles are found when the package stands in `path`."""
    code = f"import sys; sys.path.insert(0, {str(path)!r})\n{LOAD}"
    home = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=home, cwd=home["HOME"]
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_an_installed_wheel_finds_them(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    assert run_with(site, tmp_path) == site / "mindie_tui" / "_data" / "profiles"


def test_a_checkout_finds_them(tmp_path):
    assert run_with(ROOT, tmp_path) == ROOT / "profiles"
