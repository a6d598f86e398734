"""What the engines of a demo node share: their state on its disk, Go's templates, options, sizes, containers."""

import importlib
import json
import sys
from pathlib import Path

import pytest

from mindie_tui import demo

PROGRAMS = Path(demo.__file__).parent / "programs" / "containers"


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """The module, as a program beside it imports it, on a node with one image."""
    state = tmp_path / "state"
    state.mkdir()
    image = {"id": "sha256:" + "a" * 64, "names": ["mindie:1"], "architecture": "arm64", "environment": {"A": "1"}}
    for name, value in (("containers", []), ("images", [image]), ("inside", {"HOME": "/r"}), ("faults", {})):
        (state / f"{name}.json").write_text(json.dumps(value))
    monkeypatch.setenv("MINDIE_DEMO_NODE", str(tmp_path))
    monkeypatch.setenv("MINDIE_DEMO_SPEED", "10000")
    monkeypatch.syspath_prepend(str(PROGRAMS))
    yield importlib.import_module("engine")
    del sys.modules["engine"]


def refuse(kind, *values):
    raise LookupError(kind, *values)


@pytest.mark.parametrize(
    ("text", "size"), [("64m", 64 << 20), ("2g", 2 << 30), ("1024", 1024), ("3GB", 3 << 30), ("much", None)]
)
def test_a_size_is_read_as_the_engines_read_it(engine, text, size):
    assert engine.bytes_of(text) == size


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.A.B}} {{json .A}}", '1 {"B":1}'), ("{{json .}}", '{"A":{"B":1},"L":[true,null]}'),
        ("{{.L}}\\t{{.A}}", "[true <no value>]\tmap[B:1]"), ("plain", "plain"),
    ],
)  # fmt: skip
def test_a_template_is_filled_as_go_fills_it(engine, template, text):
    assert engine.filled(template, {"A": {"B": 1}, "L": [True, None]}) == text


def test_options_end_at_the_first_other_word(engine):
    flags, valued = {"-i": "in", "-t": "tty"}, {"-e": "env", "--env": "env"}
    found, rest = engine.options(["-it", "-e", "A=1", "--env=B=2", "name", "-x"], flags, valued)
    assert found == {"in": ["true"], "tty": ["true"], "env": ["A=1", "B=2"]} and rest == ["name", "-x"]
    with pytest.raises(SystemExit):
        engine.options(["--never"], flags, valued)


def test_a_container_is_created_started_and_removed(engine):
    words = ["--name=x", "--net=host", "--shm-size=1g", "--device=/dev/davinci0", "-v", "/:/r:ro", "mindie:1", "bash"]
    made = engine.created(words, refuse)
    assert (made["state"], made["network"], made["shm_bytes"], made["devices"]) == (
        "created", "host", 1 << 30, {"davinci0": "rwm"},
    )  # fmt: skip
    assert engine.binds(made) == [("/", "/r", "ro")] and engine.variables(made) == ["A=1", "HOME=/r"]
    assert engine.missing_device(made) is None
    assert engine.missing_device(made | {"devices": {"davinci99": "rwm"}}) == "davinci99"
    assert engine.turned("x", "running")["id"] == made["id"] and engine.find("x")["state"] == "running"
    with pytest.raises(LookupError, match="conflict"):
        engine.created(words, refuse)
    assert engine.removed(made["id"][:12])["name"] == "x" and engine.find("x") is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ([], "usage"), (["--shm-size=much", "mindie:1"], "shm"), (["other:1"], "image"),
        (["--name=/x", "mindie:1"], "name"), (["-v", "a:b", "mindie:1"], "volume"),
        (["-v", "/no/such:/b", "mindie:1"], "source"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_kind(engine, words, kind):
    with pytest.raises(LookupError) as refused:
        engine.created(words, refuse)
    assert refused.value.args[0] == kind
