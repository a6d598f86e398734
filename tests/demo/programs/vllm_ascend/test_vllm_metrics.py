"""/metrics of the demo's vLLM has the names of the real one."""

from mindie_tui.demo.programs.mindie.mindie_engine import SimulatedEngine
from mindie_tui.demo.programs.vllm_ascend.vllm_metrics import text
from mindie_tui.on_node.metrics_reader import values


def test_it_is_read_as_numbers():
    engine = SimulatedEngine(speed=1, max_batch=4, max_prefill_batch=2, max_prefill_tokens=100, mtp=False)
    found = values(text("deepseek", engine))
    assert found["vllm:num_requests_running"] == 0.0 and "vllm:request_success_total" in found
    assert all(name.startswith("vllm:") for name in found)
