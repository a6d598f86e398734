"""Faults that are half written are none, a state file is replaced whole, and a task's mistake is shown."""

import asyncio
import json

from mindie_tui.demo.service_process import BackgroundTasks, planted_faults, write_state
from tests.kit.waiting import until


def test_faults_are_read_and_half_written_ones_are_none(tmp_path):
    assert planted_faults(tmp_path) == {}
    (tmp_path / "state").mkdir()
    for text, faults in (('{"die": "wei', {}), ('{"die": "weights"}', {"die": "weights"})):
        (tmp_path / "state" / "faults.json").write_text(text)
        assert planted_faults(tmp_path) == faults


def test_a_state_file_is_replaced(tmp_path):
    path = tmp_path / "daemon-1.json"
    write_state(path, {"pid": 1})
    write_state(path, {"pid": 2})
    assert json.loads(path.read_text()) == {"pid": 2} and list(tmp_path.iterdir()) == [path]


async def test_what_a_task_raises_reaches_the_loop():
    said = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: said.append(context["exception"]))

    async def fail():
        raise ValueError("a mistake of ours")

    BackgroundTasks().start(fail())
    await until(lambda: [str(error) for error in said] == ["a mistake of ours"])
