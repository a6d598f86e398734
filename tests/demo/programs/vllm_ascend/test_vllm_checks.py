"""What the demo's vLLM makes of its command."""

import json
import socket

import pytest

from mindie_tui.demo.programs.vllm_ascend import vllm_checks


def test_the_weights_are_read_where_they_are(tmp_path):
    (tmp_path / "config.json").write_text(
        json.dumps({"num_attention_heads": 32, "architectures": ["Qwen3ForCausalLM"]})
    )
    view = vllm_checks.read([str(tmp_path), "-tp", "3"], {})
    lines, status = vllm_checks.refusal(view)
    assert status == 1 and "attention heads (32) must be divisible" in lines[-1]
    assert vllm_checks.refusal(vllm_checks.read([str(tmp_path), "-tp", "4"], {})) is None


def test_workers_look_at_the_devices_and_the_configuration_does_not():
    view = vllm_checks.read(["/models/M", "-tp", "8", "-dp", "4"], {})
    assert vllm_checks.refusal(view) is None
    assert "visible devices (16)" in vllm_checks.worker_error(view)


def test_a_listener_refuses_the_port():
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen(1)
        with pytest.raises(OSError, match="in use"):
            vllm_checks.bound(taken.getsockname()[1])
