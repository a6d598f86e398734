"""A completion that failed, and the end of a service, in words."""

from mindie_tui.model.launch.process_watch import end
from mindie_tui.model.vllm_ascend.answers import EXITS, failed_answer

KINDS = ("status", "empty", "no_text", "model", "stream", "silent", "refused", "tls", "foreign", "line")


def test_each_kind_says_what_to_do():
    told = [failed_answer(kind, "x", "http://10.0.0.1:8006", "deepseek") for kind in KINDS]
    assert all("POST http://10.0.0.1:8006/v1/chat/completions" in what and do for what, do in told)
    assert "api_key_env" in failed_answer("status", "401 Unauthorized", "http://a:1", "m")[1]


def test_a_status_of_0_is_no_good_end():
    died = end("a", {"died": 0, "others": [7]}, "weights", EXITS, "vllm serve")
    assert "in phase weights: status 0, which says nothing" in died.reason
    assert "another vllm serve runs there now, pid 7" in died.reason
