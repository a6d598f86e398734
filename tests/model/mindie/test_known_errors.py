"""The table of known errors: every sample is recognised as its own entry, and quickly ruled out by its hint."""

import re

import pytest

from mindie_tui.model.mindie.known_errors import BY_CODE, TABLE, find, possible


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry.code)
def test_every_sample_is_recognised_as_its_own_entry(entry):
    assert find(entry.sample) is entry


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry.code)
def test_what_a_pattern_matches_holds_one_of_its_hints(entry):
    """The match itself, not what stands around it: or the hints would hide errors."""
    matched = re.search(entry.regex, entry.sample).group()
    assert any(hint in matched for hint in entry.hints)
    assert entry in possible(b"something before\n" + entry.sample.encode() + b"\nand after")


def test_the_table_is_whole_and_every_entry_says_what_to_do():
    assert len(TABLE) == 166
    assert len(BY_CODE) == 166
    for entry in TABLE:
        assert entry.meaning and entry.why and entry.source and entry.title_zh
        assert entry.severity in ("error", "warn", "info", "ok")


def test_a_slave_that_waits_for_its_master_is_no_error():
    assert find("[llm] [ERROR] Send registration message to master failed. Retrying in 1 second...").severity == "info"


def test_the_named_parts_of_a_line_are_handed_over():
    assert BY_CODE["hccl-16666"].match("listen on ip[192.168.20.160] and specific port[16666] fail") == {
        "ip": "192.168.20.160",
        "p": "16666",
    }
    assert BY_CODE["hccl-16666"].match("all is well") is None


def test_what_the_bench_prints_is_not_looked_for_in_the_log_of_the_service():
    assert find("Connection refused").code == "ais-refused"
    assert find("Connection refused", possible(b"Connection refused", without=frozenset({"bench"}))) is None


def test_no_entry_calls_a_process_that_was_killed_out_of_memory():
    entry = BY_CODE["oomkill"]
    assert "also the normal end of any failed start" in entry.why and "OOM" not in entry.title_zh
    assert find("the daemon exited with status 137") is entry
