"""What is said of a completion that failed has the address, and what helps is the engine's where it knows better."""

from mindie_tui.model.launch.answers import failed_answer

URL = "http://10.0.0.1:1025"
OWN = {"status": "see the port", "no_text": "see the dtype", "model": "see", "stream": "see", "refused": "see",
       "tls": "see"}  # fmt: skip


def test_an_engines_advice_comes_first_and_braces_of_the_service_stay():
    assert failed_answer("status", "404 {x}", URL, "m", do=OWN) == (
        f"it is healthy, but POST {URL}/v1/chat/completions answered 404 {{x}}",
        "see the port",
    )
    assert failed_answer("silent", "60 s", URL, "m", do=OWN)[1].startswith("read the logs of all nodes")
    assert "shares that port" in failed_answer("foreign", "pid 1", URL, "m", do=OWN, shares="shares")[0]


def test_a_missing_key_is_told_as_that_whatever_the_engine_advises():
    for status in ("401 Unauthorized", "403"):
        assert "bench.api_key_env" in failed_answer("status", status, URL, "m", do=OWN)[1]
