"""The section of a report on accuracy: scores with their interval, shares, and what has no score."""

from __future__ import annotations

from mindie_tui.model.bench import accuracy
from mindie_tui.model.bench.accuracy import Row, Subject
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.report import accuracy as report_accuracy, report
from mindie_tui.model.runs.accuracy_state import AccuracyState

GSM8K = "gsm8k_gen_0_shot_cot_chat_prompt"
HEAD = "dataset,version,metric,mode,vllm-api-general-chat\n"


def subject(name: str = "gsm8k", total: int = 60, answered: int = 60, correct: int | None = 43, **more: int) -> Subject:
    return Subject(name, total, answered, correct=correct, **more)


def rows(score: str = "71.67") -> tuple[Row, ...]:
    return accuracy.summary(f"{HEAD}gsm8k,50861a,accuracy,gen,{score}\n")


def test_the_report_says_the_score_the_shares_and_what_is_none() -> None:
    entry = accuracy.judge(GSM8K, rows(), [subject(cut=6, empty=3)], 60).entry
    entry = {"point": "accuracy-01-gsm8k", "key": {"datasets": GSM8K}, **entry, "wrong": 17, "wrong_answers": "w.md"}
    bad = AccuracyState("accuracy-02-mmlu", state="failed", reason="the service died: a3-01", summary={})
    (compared,) = accuracy.compare([entry], {"accuracy": [{**entry, "score": 75.0}]}, Baseline())
    data = report.report_json("run", Deployment(), [], {}, [compared], [])
    data |= {"accuracy": [entry], "accuracy_unmeasured": report_accuracy.unmeasured({"x": bad})}
    text = report.markdown(data)
    assert "1 metric outside 0.5 points of the baseline" in text
    assert "**71.67 % (59.23 to 81.49), 43 of 60 right** (Wilson, 95 %)." in text
    assert "Baseline 75.00 %: -3.33 points, tolerance 0.5 points, **worse**." in text
    assert "cut at max_out_len: 10 %, empty: 5 %" in text
    assert "**No score**: the service died: a3-01." in text
