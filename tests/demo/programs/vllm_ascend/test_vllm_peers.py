"""How the nodes of a fleet of vLLM-Ascend find each other."""

import asyncio
import socket

from mindie_tui.demo.programs.vllm_ascend.vllm_peers import Head, join


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def test_the_head_waits_until_all_ranks_are_ready():
    head, port = Head(2), free_port()
    await head.listen(port)
    writer = await join("127.0.0.1", port, 2, 1.0)
    assert writer is not None and not head.all_ready.is_set()
    writer.write(b"ready\n")
    await asyncio.wait_for(head.all_ready.wait(), 5)
    writer.close()


async def test_a_head_without_others_waits_for_nobody_and_a_node_without_a_head_gives_up():
    assert Head(0).all_ready.is_set()
    assert await join("127.0.0.1", free_port(), 1, 10_000.0) is None
