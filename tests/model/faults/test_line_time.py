"""The time of a line is the one of its header."""

import pytest

from mindie_tui.model.faults.line_time import moment


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("[2025-11-25 17:59:09.908267] [240] [245] [llm] [ERROR] [executor.cpp:646] x", "2025-11-25T17:59:09.908267"),
        ("[2025-11-25 17:59:09.908+08:00] [240] [server] [WARN] x", "2025-11-25T17:59:09.908000+08:00"),
        (
            "[ERROR] HCCL(2717288,python3):2025-07-23-03:47:57.070.463 [hccl_socket.cc:100] x",
            "2025-07-23T03:47:57.070463",
        ),
        ("2025-09-29 10:41:02,126 ERROR x", "2025-09-29T10:41:02.126000"),
        ("RuntimeError: NPU out of memory", None),
        ("[ERROR] 2024-05-21-11:57:54 (PID:927000, Device:3, RankID:3) ERR02200", "2024-05-21T11:57:54"),
        ("[ERROR] HCCL(1265,):2025-10-21 07:56:47.198.454 [x.cc:1] x", "2025-10-21T07:56:47.198454"),
        ("EJ0001: 2024-05-21-11:57:54.167.645 Failed", "2024-05-21T11:57:54.167645"),
        (
            "[ERROR] HCCL(2040034,x):2025-09-15-08:38:13.607.432 [x.cc:9] cqe, time:[2025-09-15 08:38:12.776654]",
            "2025-09-15T08:38:13.607432",
        ),
        ("[2025-99-99 17:59:09.908267] no such day", None),
    ],
)
def test_the_time_of_a_line_is_read_as_its_program_writes_it(line, when):
    assert moment(line) == when
