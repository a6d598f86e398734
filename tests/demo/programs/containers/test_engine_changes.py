"""Containers created, started and removed, images loaded; each refusal by its kind."""

import json

import pytest

from mindie_tui.demo.disk import images


@pytest.fixture
def changes(program):
    return program("engine_changes")


@pytest.fixture
def engine(program):
    return program("engine")


def test_a_container_is_created_started_and_removed(engine, changes, refuse, tmp_path):
    words = ["--name=x", "--net=host", "--shm-size=1g", "--device=/dev/davinci0", "-v", "/:/r:ro", "mindie:1", "bash"]
    made = changes.created(words, refuse)
    assert (made["state"], made["network"], made["shm_bytes"], made["devices"]) == (
        "created", "host", 1 << 30, {"davinci0": "rwm"},
    )  # fmt: skip
    assert engine.binds(made) == [("/", "/r", "ro")] and engine.variables(made) == ["A=1", f"HOME={tmp_path}"]
    assert changes.missing_device(made) is None
    assert changes.missing_device(made | {"devices": {"davinci99": "rwm"}}) == "davinci99"
    assert changes.turned("x", "running")["id"] == made["id"] and engine.find("x")["state"] == "running"
    with pytest.raises(LookupError, match="conflict"):
        changes.created(words, refuse)
    assert changes.removed(made["id"][:12])["name"] == "x" and engine.find("x") is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ([], "usage"), (["--shm-size=much", "mindie:1"], "shm"), (["other:1"], "image"),
        (["--name=/x", "mindie:1"], "name"), (["-v", "a:b", "mindie:1"], "volume"),
        (["-v", "/no/such:/b", "mindie:1"], "source"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_kind(changes, refuse, words, kind):
    with pytest.raises(LookupError) as refused:
        changes.created(words, refuse)
    assert refused.value.args[0] == kind


def test_a_device_that_the_machine_has_not_is_met_at_the_start(changes, refuse):
    changes.created(["--name=x", "--device=/dev/none", "mindie:1"], refuse)
    with pytest.raises(LookupError) as refused:
        changes.start(["x"], refuse)
    assert refused.value.args[0] == "device" and refused.value.args[-1] == "none"


def test_an_image_is_loaded_and_named(engine, changes, refuse, tmp_path, capsys):
    (tmp_path / "i.tar").write_bytes(images.archive("other:2"))
    assert changes.loaded(["-i", str(tmp_path / "i.tar")], refuse)["names"] == ["other:2"]
    assert engine.image_named("other:2")["id"].startswith("sha256:")


def test_why_an_image_cannot_be_read_is_said_in_the_systems_words(changes, refuse, state, tmp_path):
    for path, why in ((tmp_path / "gone.tar", "no such file or directory"), (tmp_path, "is a directory")):
        with pytest.raises(LookupError) as refused:
            changes.loaded(["-i", str(path)], refuse)
        assert refused.value.args == ("unread", str(path), why)
    (tmp_path / "i.tar").write_bytes(images.archive("other:2"))
    (state / "faults.json").write_text(json.dumps({"disk_full": True}))
    with pytest.raises(LookupError, match="full"):
        changes.loaded(["-i", str(tmp_path / "i.tar")], refuse)
