"""Every sample is named by its own code, with a code of MindIE before it too; no good line is called a fault."""

import re
from pathlib import Path

import pytest

from mindie_tui.model.events.codec import ServiceError
from mindie_tui.model.faults.matching import find, is_error, level
from mindie_tui.model.faults.table import by_code, table
from mindie_tui.model.mindie.startup_log import UNRECOGNISED, Recogniser

CASES = Path(__file__).with_name("cases")
GOOD = sorted((Path(__file__).parents[1] / "logs").glob("start_success_*.log"))


@pytest.mark.parametrize("prefix", ["", "[MIE04E01011C] ", "[MIE99E00000F]"])
def test_every_sample_is_named_by_its_own_code(prefix):
    lines = [(fault, prefix + line) for fault in table() for line in (fault.sample, *fault.samples)]
    wrong = {fault.code: found and found.code for fault, line in lines if (found := find(line)) is not fault}
    assert wrong == {}


def codes(lines):
    """(code, line with cause and remedy, event) of each error that the log of a start shows."""
    looks = Recogniser("a3-01")
    events = [e for e in (*looks.feed(lines, 1.0), *looks.finish(2.0)) if isinstance(e, ServiceError)]
    return [(event.code, f"{event.line} {event.cause} {event.remedy}", event) for event in events]


@pytest.mark.parametrize(
    ("case", "code", "words"),
    [
        ("mie-swallowed-setpgrp", "daemon-setpgrp", "as PID 1"),
        ("futex-abort", "died-aborted", "ended itself with SIGABRT"),
        ("npuids-old-wording", "cfg-npu-ws", "worldSize"),
        ("input-too-long", "input-too-long", "The request has 2757 tokens, 2559 are allowed"),
        ("super-device-id-empty", "rt-super-device-id", "version 1.2"),
        ("ej0001", "AISW_MindSpore_Ascend_Backend_01", "Stop the old process"),
        ("ej0003", "EJ0003", "HCCL_NPU_SOCKET_PORT_RANGE"),
        ("ei0015", "EI0015", "Ranks 3 never reached the root"),
        ("ei0012-sdma", "EI0012", "rank 4800"),
        ("ei0013-cqe", "EI0013", "NPU 0 of server 10.0.0.1"),
        ("el0001", "EL0001", "npu-smi"),
        ("ei0004-old", "EI0004", "devId is inconsistent"),
        ("ifname-new-wording", "hccl-ifname-missing", "HCCL_SOCKET_IFNAME=abc is no interface"),
        ("link-est-120s", "hccl-link-est", "did not connect within 120 s"),
        ("ip-family", "rt-ip-family", "Rank 0 differs"),
        ("stuck", "hccl-stuck", "10.127.0.1/1"),
        ("cqe-inner-time", "hccl-cqe", "cqe"),
        ("trust-remote-code", "trust-remote-code", "trustRemoteCode to true"),
        ("openblas-seccomp", "threads-forbidden", "seccomp=unconfined"),
    ],
)
def test_a_log_from_the_field_is_named_by_its_cause(case, code, words):
    found = codes((CASES / f"{case}.log").read_bytes())
    assert [said for one, said, _ in found if one == code and words in said], [one[:2] for one in found]


def test_every_case_is_tried():
    assert len(list(CASES.glob("*.log"))) == 19


def test_the_time_of_a_line_is_its_own():
    ((_, _, event),) = codes((CASES / "cqe-inner-time.log").read_bytes())
    assert event.when == "2025-09-15T08:38:13.607432"


def test_an_error_with_a_code_of_mindie_that_nobody_knows_is_shown():
    (found,) = codes(b"[2025-07-18 16:08:07.105+08:00] [1] [1] [server] [ERROR] [x.cpp:1] : [MIE04E0FFFFF] odd\n")
    assert "MIE04E0FFFFF" in found[1]


@pytest.mark.parametrize(
    "line",
    [
        "[llm] [error] [x.cpp:1] odd", "[CRITICAL] odd", "ERROR 11-25 10:00:00 [core.py:1] odd",
        "(EngineCore_0 pid=12) ERROR 11-25 10:00:00 [core.py:1] odd", "2025-11-25 10:00:00,123 - ERROR - odd",
        "[FATAL] odd", "EQ4711: odd", "[PID: 1] 2026-01-01-00:00:00 Some_Error(EQ4711): odd",
    ],
)  # fmt: skip
def test_a_line_calls_itself_an_error_in_many_ways(line):
    assert is_error(line)
    assert len(codes(line.encode())) == 1


@pytest.mark.parametrize(
    "line",
    [
        "[info] no ERROR here", "[WARN] an error", "INFO: errors 0", "request was Killed by nobody", "E1234: no code",
        "DEBUG x ERROR y", "[EVENT] x", "the file ERRORS.md", "INFO 11-25 10:00:00 [x.py:1] Address already in use",
        "[WARN] [x.py:3] connect: Address already in use, next port",
    ],
)  # fmt: skip
def test_other_lines_are_no_error(line):
    assert not is_error(line)
    assert codes(line.encode()) == []


@pytest.mark.parametrize("log", GOOD, ids=lambda path: path.stem)
def test_a_good_start_shows_no_fault(log):
    assert codes(log.read_bytes()) == []


def test_an_info_entry_never_hides_an_error():
    for fault in table():
        if fault.severity in ("info", "ok") and not fault.harmless and level(fault.sample) in ("", "INFO"):
            line = "[2025-11-25 10:00:00.123] [1] [2] [llm] [ERROR] [x.cpp:1] " + re.sub(
                r"^\[INFO\] ", "", fault.sample
            )
            found = find(line)
            assert found is None or found.severity in ("error", "warn"), fault.code


def test_a_slave_that_waits_for_its_master_is_no_error():
    assert find("[llm] [ERROR] Send registration message to master failed. Retrying in 1 second...").severity == "info"


def test_no_entry_calls_a_process_that_was_killed_out_of_memory():
    entry = by_code()["oomkill"]
    assert "also the usual end of a failed start" in entry.cause
    assert find("the daemon exited with status 137") is entry


def test_what_nobody_knows_has_no_entry():
    assert find("[ERROR] something that no table holds") is None
    assert codes(b"[ERROR] something that no table holds\n")[0][0] == UNRECOGNISED
