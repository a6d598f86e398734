"""What the service is asked: on which address, with which limit, and where the key travels."""

import json
import shlex

from mindie_tui.model.launch.endpoint import Endpoint
from mindie_tui.remote.launch.questions import completion, health

ADDRESS = Endpoint(
    "http://10.0.0.1:1025", "http://127.0.0.2:1026", "deepseek", {}, management_tls={"ca": []}, health="/health/timed-3"
)


def given(program):
    """The JSON among the words of the program's command."""
    return next(json.loads(word) for word in shlex.split(program.command.text) if word.startswith('{"'))


def test_health_goes_to_the_management_address(site):
    asked = health(site.context(), ADDRESS, 3.0)
    assert given(asked) == {"url": "http://127.0.0.2:1026/health/timed-3", "timeout_s": 3.0, "tls": {"ca": []}}


def test_a_completion_names_the_model_and_the_daemon_that_must_answer(site):
    told = given(completion(site.context(), ADDRESS, 15.0, pid=4242))
    assert (told["url"], told["model"], told["limit_s"], told["pid"]) == (
        "http://10.0.0.1:1025",
        "deepseek",
        15.0,
        4242,
    )


def test_the_key_of_the_service_is_on_standard_input_alone(site, monkeypatch):
    bench = site.deployment.bench.model_copy(update={"api_key_env": "THE_KEY"})
    site.deployment = site.deployment.model_copy(update={"bench": bench})
    monkeypatch.setenv("THE_KEY", "sk-4711")
    asked = completion(site.context(), ADDRESS, 15.0)
    assert asked.command.stdin.endswith(b"sk-4711")
    assert "sk-4711" not in asked.command.text
