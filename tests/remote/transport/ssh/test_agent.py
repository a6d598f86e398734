"""An agent that is none, and one that says nothing, do not answer."""

import socket

from mindie_tui.remote.transport.ssh import agent


async def test_a_socket_that_is_not_there_or_has_no_agent_behind_it_does_not_answer(tmp_path):
    assert await agent.count_keys(str(tmp_path / "none")) is None
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        assert await agent.count_keys(str(tmp_path / "silent"), silent_s=0.05) is None
