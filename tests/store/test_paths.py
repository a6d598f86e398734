"""Where files stand, and what is said where there is no home."""

from pathlib import Path

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store import paths


@pytest.fixture
def homeless(monkeypatch):
    def nowhere(*_, **__):
        raise RuntimeError("Could not determine home directory.")

    for name in ("user_config_path", "user_state_path"):
        monkeypatch.setattr(f"platformdirs.{name}", nowhere)


def test_the_later_of_the_searched_folders_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folders = paths.search("profiles")
    assert folders[0] == paths.shipped("profiles") and folders[-1] == tmp_path / "mindie-tui" / "profiles"
    assert (folders[0] / "a3-double.yaml").is_file()


def test_a_user_without_a_home_has_no_folder_of_his_own(homeless):
    assert len(paths.search("themes")) == 2
    for ask, variable in ((paths.user_config, "XDG_CONFIG_HOME"), (paths.runs, "XDG_STATE_HOME")):
        with pytest.raises(StoreError, match="no home directory") as refused:
            ask()
        assert variable in refused.value.do


def test_a_tilde_is_resolved_or_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.expand_home("~/x") == tmp_path / "x" and paths.shorten(tmp_path / "x") == "~/x"
    assert paths.shorten(Path("/etc/x")) == "/etc/x"
    with pytest.raises(StoreError, match="there is no user nosuch"):
        paths.expand_home("~nosuch/x")
    assert paths.expand_or_keep("~nosuch/x") == Path("~nosuch/x")


def test_a_name_that_no_file_can_have_is_no_file(tmp_path):
    assert not paths.is_file(Path("x\0y")) and not paths.is_file(tmp_path / ("x" * 5000))
    (tmp_path / "x").touch()
    assert paths.is_file(tmp_path / "x")


def test_a_run_and_a_baseline_stand_in_the_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert (paths.runs(), paths.baselines()) == (
        tmp_path / "mindie-tui" / "runs", tmp_path / "mindie-tui" / "baselines",
    )  # fmt: skip
    assert paths.site_config() == Path("/etc/xdg/mindie-tui")
