"""What a completion that failed is called, and what helps."""

import pytest

from mindie_tui.model.mindie.answers import failed_answer

URL = "http://10.0.0.1:1025"


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_service_that_wants_a_key_is_told_from_one_that_is_another(status):
    what, do = failed_answer("status", status, URL, "deepseek")
    assert what.endswith(f"answered {status}: it needs a key, or a different one") and "bench.api_key_env" in do
    assert "openAiSupport" in failed_answer("status", "404 Not Found", URL, "deepseek")[1]


def test_another_model_is_named_beside_the_one_that_was_asked_for():
    what, _ = failed_answer("model", "qwen", URL, "deepseek")
    assert what == f"it is healthy, but POST {URL}/v1/chat/completions answered under the model name qwen, not deepseek"
