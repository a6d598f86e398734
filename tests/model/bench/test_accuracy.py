"""What an accuracy run is worth: its score, how sure it is, what is missing, and how far it is from the baseline."""

from __future__ import annotations

import math

import pytest

from mindie_tui.model.bench import accuracy
from mindie_tui.model.bench.accuracy import Row, Subject
from mindie_tui.model.deployment import Baseline

GSM8K = "gsm8k_gen_0_shot_cot_chat_prompt"
HEAD = "dataset,version,metric,mode,vllm-api-general-chat\n"


def subject(name: str = "gsm8k", total: int = 60, answered: int = 60, correct: int | None = 43, **more: int) -> Subject:
    return Subject(name, total, answered, correct=correct, **more)


def rows(score: str = "71.67") -> tuple[Row, ...]:
    return accuracy.summary(f"{HEAD}gsm8k,50861a,accuracy,gen,{score}\n")


def test_the_mean_of_many_subjects_is_surer_than_one_of_them() -> None:
    one = accuracy.mean_interval(50.0, [(1, 2)])
    many = accuracy.mean_interval(50.0, [(1, 2)] * 57)
    assert many[1] - many[0] < (one[1] - one[0]) / 7
    assert math.isclose(sum(many) / 2, 50.0)


def test_a_whole_run_is_a_score() -> None:
    judged = accuracy.judge(GSM8K, rows(), [subject()], 60)
    assert judged.problem is None
    assert accuracy.score_text(judged.entry) == "71.67 % (59.23 to 81.49), 43 of 60 right"


def test_thirty_per_cent_of_a_run_that_broke_off_is_no_score() -> None:
    judged = accuracy.judge(GSM8K, rows("30.00"), [subject(answered=25, correct=18, failed=8, cancelled=8)], 60)
    assert judged.problem == (
        "AISBench prints 30.00, but 35 of 60 answers are missing and count as wrong; 95% must be there"
    )
    assert judged.entry["requests"] == {
        "asked": 60, "success": 25, "failed": 0, "cancelled": 8, "unsent": 27, "missing": 35,
    }  # fmt: skip


def test_a_few_missing_answers_are_said_beside_the_score() -> None:
    judged = accuracy.judge(GSM8K, rows("70.00"), [subject(answered=58, correct=42, failed=2)], 60)
    assert judged.problem is None
    assert accuracy.notes(judged.entry)[0] == (
        "2 of 60 answers are missing and count as wrong: the score is a lower bound"
    )


def test_without_a_score_nothing_is_a_lower_bound() -> None:
    judged = accuracy.judge(GSM8K, (), [subject(answered=20, correct=12)], 60)
    (note,) = [note for note in accuracy.notes({**judged.entry, "score": None}) if "missing" in note]
    assert "lower bound" not in note and "no score" in note


def test_a_score_that_aisbench_does_not_print_is_none() -> None:
    assert accuracy.judge(GSM8K, rows("-"), [], 0).problem == "AISBench has no score for gsm8k"
    assert accuracy.judge(GSM8K, (), [], 0).problem == "AISBench ended without a score"


def test_a_subject_without_a_score_spoils_the_group() -> None:
    text = f"{HEAD}ceval-law,1,accuracy,gen,50.00\nceval-logic,2,accuracy,gen,-\nceval,-,naive_average,gen,50.00\n"
    subjects = [subject("ceval-law", 2, 2, 1), subject("ceval-logic", 2, 2, None)]
    judged = accuracy.judge("ceval_gen_0_shot_cot_chat_prompt", accuracy.summary(text), subjects, 4)
    assert judged.problem == "1 subjects have no score: ceval-logic"


def test_cut_and_empty_answers_are_shares_of_what_was_answered() -> None:
    entry = accuracy.judge(GSM8K, rows(), [subject(cut=6, empty=3)], 60).entry
    assert (entry["cut_percent"], entry["empty_percent"]) == (10.0, 5.0)
    assert accuracy.judge(GSM8K, rows(), [subject()], 60).entry["cut_percent"] is None


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="does not begin with"):
        accuracy.summary("Performance Parameters,Stage\n")


@pytest.mark.parametrize("score, verdict, change", [
    (71.67, "same", 0.0), (71.2, "within", -0.47), (71.0, "worse", -0.67), (72.0, "within", 0.33),
    (72.3, "better", 0.63),
])  # fmt: skip
def test_a_score_is_held_against_the_baseline_in_points(score: float, verdict: str, change: float) -> None:
    entry = {"point": "accuracy-01-gsm8k", "key": {"datasets": GSM8K}, "dataset": "gsm8k", "metric": "accuracy"}
    (found,) = accuracy.compare([{**entry, "score": score}], {"accuracy": [{**entry, "score": 71.67}]}, Baseline())
    assert (found.verdict, found.change_points, found.within_points) == (verdict, change, 0.5)


def test_a_baseline_of_another_tool_is_matched_by_its_data_set() -> None:
    entry = {"point": "accuracy-01-gsm8k", "key": {"datasets": GSM8K}, "dataset": "gsm8k", "metric": "accuracy"}
    old = {"accuracy": [{"dataset": "gsm8k", "metric": "accuracy", "score": 80}]}
    (found,) = accuracy.compare([{**entry, "score": 79.8}], old, Baseline(accuracy_points=0.1))
    assert found.verdict == "worse"
    (new,) = accuracy.compare([{**entry, "score": 79.8}], {}, Baseline())
    assert new.verdict == "new" and new.baseline is None


def test_wrong_answers_are_listed_and_foreign_text_is_harmless() -> None:
    bad = {"id": 3, "question": "How\nmany?", "answer": "\x1b[31mfive", "extracted": "", "expected": "7"}
    text = accuracy.wrong_text("accuracy-01-gsm8k", [Subject("gsm8k", 60, 60, correct=59, wrong=(bad,))])
    assert "- extracted: (nothing)" in text and "- expected: 7" in text
    assert "- question: How many?" in text and "\x1b" not in text


def test_a_score_that_is_no_number_is_never_within_the_baseline():
    good, bad = ({"point": "a", "key": {"datasets": "x"}, "score": score} for score in (70.0, float("nan")))
    assert accuracy.compare([bad], {"accuracy": [good]}, Baseline()) == ()
    assert [gap.metrics for gap in accuracy.gaps([bad], {"accuracy": [good]})] == [("accuracy",)]
    assert [one.verdict for one in accuracy.compare([good], {"accuracy": [bad]}, Baseline())] == ["new"]
