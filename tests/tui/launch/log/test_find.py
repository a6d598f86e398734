"""What is sought in the logs: from hit to hit in both directions, and the lines that are errors."""

import re

import pytest

from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui.launch.log.find import ERRORS, Hits, seek
from mindie_tui.tui.launch.log.rows import Rows
from tests.kit.log_view import log_line


@pytest.fixture
def spools(tmp_path):
    made = {name: Spool(tmp_path / f"{name}.log") for name in ("a", "b")}
    yield made
    for spool in made.values():
        spool.close()


async def test_finding_goes_over_everything_in_both_directions(spools):
    for name in ("a", "b"):
        lines = (f"{name} {n}{' needle' * (n % 5_000 == 7)}\n" for n in range(20_000))
        spools[name].append("".join(lines).encode())
    rows = Rows(("a", "b"), spools.get)
    rows.pull()
    every = sorted(rows.row_of(node, line) for node in (0, 1) for line in (7, 5_007, 10_007, 15_007))
    found, at = [], -1
    while (at := await seek(rows, "needle", 1, at, lambda row: True)) is not None:
        found.append(at)
    assert found == every
    back, at = [], len(rows)
    while (at := await seek(rows, "needle", -1, at, lambda row: True)) is not None:
        back.append(at)
    assert back == every[::-1]
    hits = Hits("needle")
    while not hits.step(rows):
        pass
    assert hits.words(every[1]) == "2 of 8" and hits.words(None) == "8"


def test_errors_are_the_lines_that_carry_the_letter_E(spools):
    bad = [log_line(1, "x", "ERROR").strip(), "ValueError: no", "[FATAL] a"]
    lines = ["plain", *bad, "an ERROR in a word", "  ValueError: in"]
    spools["a"].append("\n".join(lines).encode() + b"\n")
    assert spools["a"].hits(ERRORS, 0)[0] == [1, 2, 3]
    assert spools["a"].hits(re.compile(b"^plain"), 0) == ([0], None)
