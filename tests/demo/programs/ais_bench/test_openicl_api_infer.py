"""What a performance run writes as it goes: rows first, then their lines, in batches."""

import collections
import json

import pytest


@pytest.fixture
def task(program, tmp_path):
    (tmp_path / "train.jsonl").write_text("")
    (tmp_path / "test.jsonl").write_text("".join(json.dumps({"question": f"q{n}"}) + "\n" for n in range(5)))
    model = {"abbr": "m", "model": "deepseek", "batch_size": 20, "host_ip": "127.0.0.1", "host_port": 1}
    dataset = {"abbr": "gsm8k", "path": str(tmp_path)}
    given = {"folder": str(tmp_path), "model": model, "dataset": dataset, "num_prompts": 3}
    return program("openicl_api_infer").Task(given)


def test_as_many_questions_are_asked_as_were_wanted(task, tmp_path):
    assert task.prompts() == ["q0", "q1", "q2"]
    (tmp_path / "train.jsonl").unlink()
    with pytest.raises(FileNotFoundError, match="train.jsonl"):
        task.prompts()


def test_lines_become_details_and_failures_a_file_of_their_own(task, tmp_path, capsys):
    task.open_files()
    for number, good in enumerate((True, False)):
        line = {"id": number, "success": good, "data_abbr": "gsm8k", "error_info": "", "input": [{"content": "q"}]}
        task.pending.append((line, [1.0, 2.0]))
    task.flush()
    assert task.pending == []
    task.close_files(2)
    details = [json.loads(line) for line in (task.at / "gsm8k_details.jsonl").read_text().splitlines()]
    assert [line["time_points"] for line in details] == [{"__db_ref__": 1}, {"__db_ref__": 2}]
    (failed,) = map(json.loads, (task.at / "gsm8k_failed.jsonl").read_text().splitlines())
    assert failed["id"] == 1 and failed["input"] == "q" and "Not all items were successful" in capsys.readouterr().err
    assert collections.Counter(path.suffix for path in (task.at / "db_data").iterdir()) == {".db": 1}
