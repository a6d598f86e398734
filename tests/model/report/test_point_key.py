"""The settings of a point as a line."""

from mindie_tui.model.report.point_key import key_text, value_text


def test_the_load_comes_first_and_what_is_unknown_last():
    key = {"odd": [1], "datasets": "gsm8k", "num_prompts": 20, "request_rate": 0.96, "batch_size": 400}
    assert key_text(key) == "batch_size 400, request_rate 0.96, 20 prompts, gsm8k, odd [1]"
    assert key_text({}) == ""


def test_a_text_is_shown_without_quotes():
    assert value_text("a b") == "a b" and value_text(None) == "null"
