"""What is wrong where vLLM-Ascend is healthy but its one completion fails, and how its processes end: in words."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.launch import answers

EXITS: Mapping[int, str] = {
    0: ", which says nothing: a service whose engine died, and a headless node without its head, end with it too",
    1: ": the configuration or a worker refused; the earliest traceback of all nodes is the cause",
    2: ": the arguments were refused",
    137: ": it was killed; dmesg on that node tells whether the kernel killed it because memory ran out",
    143: ": it received TERM, which was not sent from here",
}
"""Exit status -> its meaning. Source: docs/developers/vllm-ascend.md, "Start on several nodes"."""


_DO: Mapping[str, str] = {
    "status": "read the logs of all nodes: health stays 200 after an engine on another node died",
    "no_text": "check the weights, their quantization and the dtype",
    "model": "is another vLLM on that port? Two of one user share it (SO_REUSEPORT)",
    "stream": "read the log of the head",
    "refused": "see --host and --port",
    "tls": "see --ssl-certfile and --ssl-keyfile",
}


def failed_answer(kind: str, said: str, url: str, model: str) -> tuple[str, str]:
    """What was wrong with the one completion, and what to do."""
    return answers.failed_answer(kind, said, url, model, do=_DO, shares="shares")
