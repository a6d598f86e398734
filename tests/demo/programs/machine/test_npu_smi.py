"""npu-smi of a demo node prints what a real one printed."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("question", ["info", "info -m"])
async def test_npu_smi_prints_an_idle_a3_to_the_letter(fleet, connect, question):
    connection = await connect(fleet, "a3-01")
    done = await connection.run(f"npu-smi {question}", check=True)
    expected = (DATA / f"npu-smi_{question.replace(' ', '_')}_A3_16die.txt").read_text()
    assert done.stdout.splitlines() == expected.splitlines()


async def test_a_sick_and_a_busy_npu_show_in_npu_smi(fleet, connect):
    fleet["a3-01"].fault(npu_health={3: "Alarm"}, npu_busy_mb={4: 29275})
    connection = await connect(fleet, "a3-01")
    rows = (await connection.run("npu-smi info", check=True)).stdout.splitlines()
    assert sum("| Alarm " in row for row in rows) == 1
    assert any("32367/" in row.replace(" ", "") and "95:00.0" in row for row in rows)
    assert any("VLLMWorker_TP" in row for row in rows)
