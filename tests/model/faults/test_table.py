"""The table of faults is whole: every row of every file, its texts, its codes, its Chinese."""

import re
import subprocess
import sys
from dataclasses import fields

import pytest

from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.faults.table import FILES, by_code, chinese, from_json, rows, table


def test_every_code_is_there_once_and_every_entry_says_what_to_do():
    codes = [fault.code for fault in table()]
    assert len(codes) == len(set(codes)) >= 1000
    assert len(by_code()) == len(codes) + sum(len(fault.also) for fault in table())
    for fault in table():
        assert fault.title and fault.cause and fault.sample and fault.source, fault.code
        assert fault.remedy or fault.severity == "ok", fault.code
        assert fault.severity in ("error", "warn", "info", "ok"), fault.code
        assert not re.search(r"technical support", fault.remedy, re.IGNORECASE), fault.code


@pytest.mark.parametrize("file", FILES)
def test_every_row_has_the_shape_of_an_entry(file):
    names = {field.name for field in fields(Fault)}
    for row in rows(file):
        assert set(row) <= names, row["code"]
        assert re.compile(row.get("regex", "")), row["code"]
        assert all(texts and all(texts) for texts in row["all"]), row["code"]
        assert row["all"] or row["regex"], row["code"]
        assert type(from_json(row).all) is tuple


def test_every_entry_has_a_chinese_title():
    without = [fault.code for fault in table() if (texts := chinese(fault.code)) is None or not texts.title]
    assert without == []
    assert chinese("no-such-code") is None


def test_an_entry_is_found_by_the_code_of_another_collection_too():
    assert by_code()["AISW_CANN_HCCL_029"] is by_code()["hccl-cqe"]
    assert chinese("AISW_CANN_HCCL_029") == chinese("hccl-cqe")


def test_no_file_is_read_and_no_pattern_compiled_before_one_is_needed():
    code = "from mindie_tui.model.faults import fault, table as t; from mindie_tui.model.mindie import startup_log; "
    code += "print(t.table.cache_info().currsize, fault.compiled.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "0 0\n", done.stderr


def test_every_code_of_aisbench_has_its_entry_and_its_chinese():
    """136 rows of their own and 5 that an entry from the field takes: the 141 codes of release 3.1.20260630."""
    own = [fault for fault in table() if re.fullmatch(r"[A-Z]+-[A-Z]+-\d{3}", fault.code)]
    taken = [code for fault in table() for code in fault.also if re.fullmatch(r"[A-Z]+-[A-Z]+-\d{3}", code)]
    assert (len(own), sorted(taken)) == (
        136, ["CALC-DATA-001", "CALC-DATA-002", "SUMM-FILE-001", "TINFER-RUNTIME-001", "UTILS-FILE-002"],
    )  # fmt: skip
    for fault in own:
        texts = chinese(fault.code)
        assert fault.sources == ("bench",) and texts and texts.cause and texts.remedy, fault.code
    assert "ais-nodetails" in by_code()["DSET-FILE-001"].effects  # the last line of each failed run names no cause
