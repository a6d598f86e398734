"""Accuracy runs as lines: what is asked, how far it is, the score, what was no score."""

from mindie_tui.model.deployment import Accuracy, AccuracyRun
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.bench.accuracy_rows import lines
from tests.kit.whole_plays import fold

NAME = "accuracy-01-gsm8k"
ASKED = Accuracy(runs=(AccuracyRun(datasets="gsm8k_gen_0_shot_cot_chat_prompt"),))
BEGUN = (ev.BenchStarted(NAME, {"datasets": ASKED.runs[0].datasets}, "a3-01"), ev.BenchPhase(NAME, "warmup"))
ENTRY = {"score": 71.67, "interval": [59.23, 81.49], "correct": 43, "requests": {"asked": 60, "missing": 2}}


def said(*events, asked=ASKED):
    return [line.plain for line in lines(asked, fold(*events, step="bench"), 72)]


def test_what_is_asked_and_not_measured_yet_has_a_line():
    assert said() == ["  gsm8k    not measured yet"] and said(asked=None) == []


def test_a_run_says_its_phase_and_how_many_questions_are_answered():
    assert said(*BEGUN)[0].endswith("warming up")
    asking = ev.BenchProgress(NAME, 1319, 248, 240, 240, 0, 0.0, eta_s=95.0, elapsed_s=30.0, source="counts")
    assert "240 of 1 319   about 1 m 35 s left" in said(*BEGUN, ev.BenchPhase(NAME, "infer"), asking)[0]


def test_a_score_has_its_interval_and_what_was_missing_below_it():
    score, *beside = said(*BEGUN, ev.AccuracyFinished(NAME, "gsm8k", "accuracy", 71.67, "r.json", ENTRY))
    assert "71.67 %   59.23 to 81.49   43 of 60 answers right" in score
    assert "2 answers are missing and count as wrong" in beside[0] and "cut at max_out_len not known" in beside[1]


def test_a_run_that_is_no_score_says_why_and_what_to_do():
    why, do = said(*BEGUN, ev.BenchFailed(NAME, "35 of 60 answers are missing", "start the service", {}))
    assert why.startswith("✗ gsm8k") and "35 of 60" in why and do.strip() == "start the service"
