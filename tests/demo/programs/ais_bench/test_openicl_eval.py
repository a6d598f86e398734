"""The child that evaluates one subject, as its parent starts it."""

import json
import os
import subprocess
import sys

from tests.demo.programs.ais_bench.conftest import PROGRAMS


def test_it_scores_the_predictions_of_its_task(tmp_path):
    (tmp_path / "train.jsonl").write_text("")
    (tmp_path / "test.jsonl").write_text(json.dumps({"question": "a", "answer": "#### 3"}) + "\n")
    at = tmp_path / "predictions" / "m" / "gsm8k.jsonl"
    at.parent.mkdir(parents=True)
    at.write_text(json.dumps({"id": 0, "prediction": "3"}) + "\n")
    dataset = {"abbr": "gsm8k", "path": str(tmp_path), "prompt": "{question}"}
    task = {"dataset": dataset, "model": {"abbr": "m"}, "folder": str(tmp_path), "details": True}
    (tmp_path / "params.py").write_text("task = " + json.dumps(task))
    environment = dict(os.environ, MINDIE_DEMO_NODE=str(tmp_path / "f" / "n"), MINDIE_DEMO_SPEED="10000")
    command = [sys.executable, str(PROGRAMS / "openicl_eval.py"), str(tmp_path / "params.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "results" / "m" / "gsm8k.json").read_text())
    assert result["accuracy"] == 100.0 and result["details"]["0"]["correct"] == [True]
