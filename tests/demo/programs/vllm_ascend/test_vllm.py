"""`vllm serve` of a demo node: it refuses, serves and ends as the real one."""

import json
import signal

PORT = 18406
SERVE = f"--port {PORT} --served-model-name deepseek -tp 8 --max-model-len 8192"


async def test_it_serves_and_ends_on_term(node):
    asked = {"model": "deepseek", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 5, "stream": True}
    async with node.run(SERVE) as one:
        await one.says("Application startup complete.")
        assert await node.get(PORT, "/health") == (200, "")
        assert json.loads((await node.get(PORT, "/v1/models"))[1])["data"][0]["max_model_len"] == 8192
        status, body = await node.get(PORT, "/v1/chat/completions", asked)
        assert status == 200 and "[DONE]" in body and '"model": "deepseek"' in body
        assert "vllm:generation_tokens_total" in (await node.get(PORT, "/metrics"))[1]
        assert (await node.get(PORT, "/v1/chat/completions", {**asked, "model": "x"}))[0] == 404
        one.process.send_signal(signal.SIGTERM)
        assert await one.status() == 0


async def test_the_parser_and_the_configuration_refuse_in_their_own_words(node):
    async with node.run("--swap-space 4") as one:
        assert await one.status() == 2 and "error: unrecognized arguments: --swap-space 4" in one.text
    async with node.run("-tp 3") as one:
        assert await one.status() == 1 and "must be divisible by tensor parallel size (3)" in one.text
    async with node.run("-tp 8 -dp 4") as one:
        assert (
            await one.status() == 1 and "must be less than or equal to the number of visible devices (16)" in one.text
        )


async def test_a_port_that_another_program_holds_ends_it_before_the_load(node):
    node.node.take_port(PORT)
    async with node.run(SERVE) as one:
        assert await one.status() == 1 and "OSError: [Errno 98] Address already in use" in one.text
    assert "Starting to load model" not in one.text


async def test_a_term_during_the_load_is_swallowed_and_a_second_ends_it(node):
    node.node.fault(stuck="weights")
    async with node.run(SERVE) as one:
        await one.says("checkpoint shards")
        one.process.send_signal(signal.SIGTERM)
        await one.says("received signal=SIGTERM")
        assert one.process.returncode is None
        one.process.send_signal(signal.SIGTERM)
        assert await one.status() == 0


async def test_an_engine_that_dies_while_it_serves_ends_it_with_code_0(node):
    node.node.fault(die="started")
    async with node.run(SERVE) as one:
        assert await one.status() == 0
    assert "NPU out of memory" in one.text and "EngineDeadError" in one.text


async def test_memory_that_does_not_suffice_is_said_with_what_would(node):
    node.node.fault(die="memory")
    async with node.run(SERVE.replace("8192", "40960")) as one:
        assert await one.status() == 1
    assert "GiB KV cache is needed, which is larger than the available KV cache memory (0.50 GiB)" in one.text
