"""The table of known errors: every sample is recognised as its own entry, and quickly ruled out by its hint."""

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from mindie_tui.model.mindie import known_errors
from mindie_tui.model.mindie.known_errors import KnownError, by_code, find, possible, table

FILE = Path(known_errors.__file__).with_name("known_errors.json")


@pytest.mark.parametrize("entry", table(), ids=lambda entry: entry.code)
def test_every_sample_is_recognised_as_its_own_entry(entry):
    assert find(entry.sample) is entry


@pytest.mark.parametrize("entry", table(), ids=lambda entry: entry.code)
def test_what_a_pattern_matches_holds_one_of_its_hints(entry):
    """The match itself, not what stands around it: or the hints would hide errors."""
    matched = re.search(entry.regex, entry.sample).group()
    assert any(hint in matched for hint in entry.hints)
    assert entry in possible(b"something before\n" + entry.sample.encode() + b"\nand after")


def test_the_table_is_whole_and_every_entry_says_what_to_do():
    assert len(table()) == 166
    assert len(by_code()) == 166
    for entry in table():
        assert entry.meaning and entry.why and entry.source and entry.title_zh
        assert entry.severity in ("error", "warn", "info", "ok")


def test_every_row_of_the_file_has_the_shape_of_an_entry():
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    names = [field.name for field in fields(KnownError)]
    for row in rows:
        assert list(row) == names, row["code"]
        assert all(isinstance(row[name], str) for name in names if name != "hints"), row["code"]
        assert row["hints"] and all(isinstance(hint, str) and hint for hint in row["hints"]), row["code"]
        assert re.compile(row["regex"]), row["code"]
    assert [row["code"] for row in rows] == [entry.code for entry in table()]
    assert all(type(entry.hints) is tuple for entry in table())


def test_neither_the_file_is_read_nor_a_pattern_compiled_before_one_is_needed():
    code = "from mindie_tui.model.mindie import known_errors as k, startup_log; print(k.table.cache_info().currsize"
    code += ", k._compiled.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "0 0\n", done.stderr


def test_a_slave_that_waits_for_its_master_is_no_error():
    assert find("[llm] [ERROR] Send registration message to master failed. Retrying in 1 second...").severity == "info"


def test_the_named_parts_of_a_line_are_handed_over():
    assert by_code()["hccl-16666"].match("listen on ip[192.168.20.160] and specific port[16666] fail") == {
        "ip": "192.168.20.160",
        "p": "16666",
    }
    assert by_code()["hccl-16666"].match("all is well") is None


def test_what_the_bench_prints_is_not_looked_for_in_the_log_of_the_service():
    assert find("Connection refused").code == "ais-refused"
    assert find("Connection refused", possible(b"Connection refused", without=frozenset({"bench"}))) is None


def test_no_entry_calls_a_process_that_was_killed_out_of_memory():
    entry = by_code()["oomkill"]
    assert "also the normal end of any failed start" in entry.why and "OOM" not in entry.title_zh
    assert find("the daemon exited with status 137") is entry
