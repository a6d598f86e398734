"""What an accuracy run asks: every question but those that an earlier part has answered."""

import json

import pytest


@pytest.fixture
def questions(program, tmp_path):
    """A run of two questions in a folder of its own."""
    (tmp_path / "train.jsonl").write_text("")
    rows = [{"question": q, "answer": "#### 1"} for q in ("a", "b")]
    (tmp_path / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    dataset = {"abbr": "gsm8k", "path": str(tmp_path), "prompt": "{question}?"}
    model = {"abbr": "m", "model": "deepseek", "batch_size": 10, "host_ip": "127.0.0.1", "host_port": 1}
    task = {"folder": str(tmp_path), "model": model, "dataset": dataset, "datasets": [dataset], "num_prompts": None}
    return program("ais_bench_predictions").Questions(task)


def test_all_are_asked_whole_and_not_streamed(questions):
    assert questions.prompts() == [("gsm8k", 0, "a?", "#### 1"), ("gsm8k", 1, "b?", "#### 1")]
    body = json.loads(questions.payload(("gsm8k", 0, "a?", "")))
    assert body["messages"][0]["content"] == "a?" and "stream" not in body


def test_what_was_answered_is_not_asked_again_and_what_failed_is(questions, capsys):
    at = questions.at / "tmp" / "tmp_1.jsonl"
    at.parent.mkdir(parents=True)
    lines = [{"id": 0, "data_abbr": "gsm8k", "success": True}, {"id": 1, "data_abbr": "gsm8k", "success": False}]
    at.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [asked[1] for asked in questions.prompts()] == [1] and questions.had == 1
    assert "Found 1 completed data in cache" in capsys.readouterr().err
