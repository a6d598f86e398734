"""What one key may mend: the exact command, and when there is none."""

from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.preflight.remedies import mending
from tests.kit.seen import GOOD, INSIDE, NOTHING, inside, inspected, judged, machine

BARE = replace(GOOD, container=Container(engine="none"))
LEFT = {"residue": [["7f_llm_backend_0", 0], ["llm_tokenizer_shared_memory_1", 0]]}
HOLD = 'for f in {}; do grep -qsF -- "$f" /proc/[0-9]*/maps || rm -f -- "$f"; done'


def model(**changes):
    return {"model": {**INSIDE["weights"]["model"], "uid": 1000, **changes}}


@pytest.mark.parametrize(
    "check, seen, command",
    [
        ("config_mode", inside(write={"mode": "644"}), "chmod 640 -- /m/conf/config.json"),
        (
            "config_mode",
            inside(write={"uid": 1000}),
            "chown -h 0 -- /m/conf/config.json && chmod 640 -- /m/conf/config.json",
        ),
        (
            "shm_residue",
            inside(around=LEFT),
            HOLD.format("/dev/shm/7f_llm_backend_0 /dev/shm/llm_tokenizer_shared_memory_1"),
        ),
        ("weights_mode", inside(weights={"mode": "755"}), "chmod 750 -- /data/weights/ds"),
        ("model_config", inside(weights=model(mode="777")), "chmod 640 -- /data/weights/ds/config.json"),
    ],
)
def test_what_is_safe_has_a_command_that_names_just_what_was_found(check, seen, command):
    assert mending(check, seen).text == command
    assert judged(check, seen).verdict in ("warn", "fail")


def test_hard_names_are_one_word_each():
    seen = inside(around={"residue": [["a $(touch x)_llm_backend_'0'", 0]]}, write={"path": "/m/-r c.json"})
    assert mending("shm_residue", seen).text == HOLD.format("'/dev/shm/a $(touch x)_llm_backend_'\"'\"'0'\"'\"''")
    assert mending("config_mode", seen).text == "chmod 640 -- '/m/-r c.json'"


@pytest.mark.parametrize(
    "check, seen",
    [
        ("config_mode", inside(write={"uid": 0, "own_uid": 1000})),  # only root can take it over
        ("config_mode", inside(write={"link": True})),
        ("config_mode", inside(write={"there": False})),
        ("weights_mode", inside(weights={"uid": 0})),
        ("model_config", inside(weights=model(mode="777", uid=0))),
        ("ports_free", GOOD),
        ("earlier_service", inside(services={"others": [4242]})),
    ],
)
def test_what_is_not_ours_to_change_has_none(check, seen):
    assert mending(check, seen) is None


@pytest.mark.parametrize(
    "seen",
    [
        inside(around=LEFT, services={"ours": [{"run": "r1"}]}),
        inside(around=LEFT, services={"others": [4242]}),
        inside(around=LEFT, services=None),
        inside(around={**LEFT, "held": None}),
        inside(around={**LEFT, "unseen": None}),
        inside(around={**LEFT, "unseen": [0]}),  # some of root's processes could not be looked into
        inside(around={**LEFT, "uid": 1000}),
        machine(inside(around=LEFT), container=inspected(IpcMode="host")),
        machine(inside(around=LEFT), container=inspected(IpcMode="container:9f")),
        machine(inside(around=LEFT), container=inspected(IpcMode="shareable")),
        machine(inside(around=LEFT), container="Cannot connect to the Docker daemon"),
    ],
)
def test_nothing_in_shared_memory_is_removed_that_somebody_may_use(seen):
    assert mending("shm_residue", seen) is None


def test_what_a_process_holds_stays_and_is_named():
    seen = inside(around={**LEFT, "held": [["7f_llm_backend_0", 77]]})
    assert mending("shm_residue", seen).text == HOLD.format("/dev/shm/llm_tokenizer_shared_memory_1")
    assert judged("shm_residue", seen).found == "7f_llm_backend_0 in /dev/shm is held by pid 77"


def test_shared_memory_that_others_may_use_is_told_as_such():
    seen = machine(inside(around=LEFT), container=inspected(IpcMode="host"))
    told = judged("shm_residue", seen)
    assert (told.verdict, told.found) == ("warn", "2 in /dev/shm, which other containers may use too")
    assert told.remedy.startswith("fuser -v /dev/shm/7f_llm_backend_0")


def test_without_a_container_the_machine_itself_is_asked():
    assert mending("shm_residue", replace(inside(around=LEFT), container=BARE.container)) is not None
    assert mending("shm_residue", NOTHING) is None
