"""How answers are read and scored."""

import json

import pytest


@pytest.fixture
def accuracy(program):
    return program("ais_bench_accuracy")


@pytest.mark.parametrize(
    ("abbr", "text", "answer"),
    [("gsm8k", "3 pens and 4.5 more: -7", "-7"), ("gsm8k", "so 12 Question: 13", "12"), ("gsm8k", "none", "NULL"),
     ("mmlu", "A or B? Answer: C", "C"), ("ceval-law", "AB", "")],
)  # fmt: skip
def test_the_last_number_or_option_counts(accuracy, abbr, text, answer):
    assert accuracy.extract(abbr, text) == answer


def test_a_data_set_without_one_of_its_parts_is_not_read(accuracy, tmp_path):
    dataset = {"abbr": "gsm8k", "path": str(tmp_path), "prompt": "{question}?"}
    (tmp_path / "test.jsonl").write_text('{"question": "How many", "answer": "#### 3"}\n')
    with pytest.raises(FileNotFoundError, match="train.jsonl"):
        accuracy.items(dataset)
    (tmp_path / "train.jsonl").write_text("")
    assert accuracy.items(dataset) == [("How many?", "#### 3")]


def test_a_question_without_an_answer_is_wrong_and_said_once(accuracy, tmp_path, capsys):
    rows = [{"question": "a", "answer": "#### 1,000"}, {"question": "b", "answer": "#### 2"}]
    (tmp_path / "train.jsonl").write_text("")
    (tmp_path / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    at = tmp_path / "predictions" / "m" / "gsm8k.jsonl"
    at.parent.mkdir(parents=True)
    at.write_text(json.dumps({"id": 0, "prediction": "it is 1000"}) + "\n")
    dataset = {"abbr": "gsm8k", "path": str(tmp_path), "prompt": "{question}"}
    accuracy.evaluate({"dataset": dataset, "model": {"abbr": "m"}, "folder": str(tmp_path), "details": False})
    assert json.loads((tmp_path / "results" / "m" / "gsm8k.json").read_text()) == {"accuracy": 50.0}
    assert "Total 1 data are not in the predictions" in capsys.readouterr().err
