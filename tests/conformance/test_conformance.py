"""The judge agrees with MindIE's own code on every recorded verdict, and names the field that was changed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.runner import HERE, outcomes

FILES = ("startup", "parallel")


@pytest.fixture(scope="module")
def judged():
    return {name: list(outcomes(HERE / f"{name}.jsonl")) for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_every_verdict_is_mindies(judged, name):
    others = [o.case["id"] for o in judged[name] if not o.agrees]
    assert not others, f"{len(others)} of {len(judged[name])} disagree: {others[:5]}"


def test_the_first_error_names_what_was_changed(judged):
    named = [o.names_the_field for o in judged["startup"] if o.names_the_field is not None]
    assert len(named) > 700
    assert sum(named) / len(named) >= 0.98


def test_a_fix_is_offered_for_nearly_every_refusal_that_an_edit_of_one_file_can_cure(judged):
    refused = [o for o in judged["parallel"] if o.errors]
    without = [o.case["id"] for o in refused if not any(f.fixes for f in o.errors)]
    assert len(without) <= len(refused) // 20, without


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.conformance", *arguments],
        capture_output=True,
        text=True,
        cwd=HERE.parents[1],
        timeout=120,
    )


def test_the_runner_counts_shows_what_differs_and_exits_1(tmp_path: Path):
    lines = (HERE / "startup.jsonl").read_text().splitlines()[:30]
    wrong = json.loads(lines[0])
    wrong["verdict"] = "reject"
    few = tmp_path / "others.jsonl"
    few.write_text("\n".join([json.dumps(wrong), *lines[1:]]))
    done = run(str(few), "--bases", str(HERE / "bases"), "--show", "1")
    assert done.returncode == 1, done.stderr
    assert "startup: 29 of 30 agree" in done.stdout
    assert wrong["id"] in done.stdout


def test_an_empty_text_and_a_text_with_a_line_separator_are_cases_too(tmp_path: Path):
    case = {"base": "a3-single", "verdict": "reject", "raw": ""}
    named = {"base": "a3-single", "verdict": "accept", "patch": [{"op": "add", "path": "/ours", "value": "a\u2028b"}]}
    few = tmp_path / "startup.jsonl"
    few.write_text("\n".join(json.dumps(c, ensure_ascii=False) for c in (case, named)), encoding="utf-8")
    assert [o.agrees for o in outcomes(few, HERE / "bases")] == [True, True]


def test_the_runner_says_which_file_it_cannot_read(tmp_path: Path):
    done = run(str(tmp_path / "none.jsonl"))
    assert done.returncode and "Traceback" not in done.stderr and "none.jsonl" in done.stderr


@pytest.mark.long
def test_the_runner_takes_any_file_of_a_format_with_its_bases_beside_it():
    done = run(str(HERE / "parallel.jsonl"))
    assert done.returncode == 0, done.stdout
    assert done.stdout == "parallel: 479 of 479 agree\n"
