"""What the port of the demo's vLLM answers."""

import json

import pytest

from mindie_tui.demo.programs.vllm_ascend.vllm_answers import AccessLog, Limits


async def test_each_path_has_its_answer(node):
    words = "--port 18407 -tp 8 --max-model-len 100"
    name = str(node.fleet.weights)
    whole = {"model": name, "messages": [{"role": "user", "content": "hello"}], "max_tokens": 5}
    async with node.run(words) as one:
        await one.says("Application startup complete.")
        assert json.loads((await node.get(18407, "/version"))[1]) == {"version": "0.23.0"}
        assert (await node.get(18407, "/nope"))[0] == 404 and (await node.get(18407, "/v1/chat/completions"))[0] == 405
        status, body = await node.get(18407, "/v1/chat/completions", whole)
        assert status == 200 and json.loads(body)["usage"]["completion_tokens"] == 5
        status, body = await node.get(18407, "/v1/chat/completions", {**whole, "max_tokens": 1000})
        assert status == 400 and "maximum context length is 100 tokens" in body
        usage = {**whole, "stream": True, "stream_options": {"include_usage": True}}
        assert '"completion_tokens": 5' in (await node.get(18407, "/v1/chat/completions", usage))[1]
        node.node.fault(never_healthy=True)
        assert (await node.get(18407, "/health"))[0] == 503


@pytest.mark.parametrize("level", ["INFO"])
def test_its_access_log_keeps_mindies_lines_to_itself(level, capsys):
    AccessLog().server(level, "x", "y")
    assert capsys.readouterr().out == "" and Limits(5).length == 5
