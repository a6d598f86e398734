"""Each fix that is offered for a command that the real code refused takes its finding away."""

import json
from pathlib import Path

import pytest

from mindie_tui.model.vllm_ascend.rules.judge import judge
from tests.conformance.vllm.verdicts import CONTEXTS, MODELS, command_of
from tests.kit.serve_commands import fixed

HERE = Path(__file__).parent


def rejected(form: str):
    contexts, models = (json.loads((HERE / name).read_text()) for name in (CONTEXTS, MODELS))
    for line in (HERE / f"{form}.jsonl").read_text().splitlines():
        record = json.loads(line)
        if record["verdict"] == "reject":
            yield record["id"], command_of(record, contexts, models)


@pytest.mark.parametrize("form", ["additional_config", "engine_args"])
def test_a_fix_removes_its_finding(form):
    tried, left = 0, []
    for name, command in rejected(form):
        for finding in judge(command):
            for fix in finding.fixes if finding.severity == "error" else ():
                if finding.stage == "arguments" and finding.code == "arguments.parser":
                    continue
                tried += 1
                again = [f for f in judge(fixed(command, fix)) if f.code == finding.code and f.places == finding.places]
                if again:
                    left.append(f"{name} {finding.code} {fix.label}: {again[0].text}")
    assert tried > 200
    assert left == []
