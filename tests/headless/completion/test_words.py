"""The words of each kind on this machine."""

import json
import re

import pytest

from mindie_tui.headless.completion.words import KINDS, words
from mindie_tui.store import paths


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("profiles", "a3-double"),
        ("themes", "dark"),
        ("runs", "last"),
        ("checks", "ssh_login"),
        ("metrics", "ttft_p99_ms"),
        ("orders", "throughput"),
        ("outcomes", "refused"),
        ("outcomes", "130"),
        ("codes", "workers.attention"),
        ("codes", "maxBatchSize"),
        ("releases", "2.1.RC1"),
        ("sets", "dp="),
    ],
)
def test_a_kind_has_its_words(home, kind, word):
    assert kind in KINDS and word in words(kind)


def test_a_check_that_cannot_be_waived_is_not_offered_for_it(home):
    assert "ssh_login" in words("checks") and "ssh_login=" not in words("waivable")
    assert all(word.endswith("=") for word in words("waivable"))


def test_the_runs_are_newest_first_and_their_nodes_are_known(home):
    for name in ("20260101-000000-a", "20260102-000000-b"):
        (paths.runs() / name).mkdir(parents=True)
        head = {"started": "2026-01-01T00:00:00+00:00", "nodes": ["a3-01", f"of-{name[-1]}"]}
        (paths.runs() / name / "run.json").write_text(json.dumps(head))
    assert words("runs") == ["last", "20260102-000000-b", "20260101-000000-a"]
    assert set(words("nodes")) == {"a3-01", "of-a", "of-b"}


def test_a_name_that_a_shell_would_read_otherwise_is_left_out(home):
    folder = paths.user_config() / "profiles"
    folder.mkdir(parents=True)
    for name in ("mine", "two words", "$(touch x)", "-rf", "a\x1b[31mb", "`id`"):
        (folder / f"{name}.yaml").write_text("")
    found = words("profiles")
    assert "mine" in found
    assert found == [name for name in found if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", name)]


def test_an_unknown_kind_and_an_empty_machine_have_no_words(home):
    assert words("no such kind") == words("nodes") == words("baselines") == []
