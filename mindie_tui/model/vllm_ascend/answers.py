"""What is wrong where vLLM-Ascend is healthy and its one completion is not, and how its processes end: in words."""

from __future__ import annotations

from collections.abc import Mapping

EXITS: Mapping[int, str] = {
    0: ", which says nothing: a service whose engine died, and a headless node without its head, end with it too",
    1: ": the configuration or a worker refused; the earliest traceback of all nodes is the cause",
    2: ": the arguments were refused",
    137: ": it was killed; dmesg there tells whether the kernel did it for want of memory",
    143: ": it was sent TERM, and nobody sent it from here",
}
"""Exit status -> what it tells. Source: docs/developers/vllm-ascend.md, "Start on several nodes"."""


def failed_answer(kind: str, said: str, url: str, model: str) -> tuple[str, str]:
    """What was wrong with the one completion, and what to do."""
    asked = f"it is healthy, but POST {url}/v1/chat/completions"
    if kind == "status" and said.split(" ")[0] in ("401", "403"):
        return (
            f"{asked} answered {said}: it wants a key, or another one",
            "name the variable that holds its key in bench.api_key_env, and export that variable here",
        )
    words = {
        "status": (f"{asked} answered {said}",
                   "read the logs of all nodes: health stays 200 after an engine on another node died"),
        "empty": (f"{asked} answered without one token: {said}",
                  "read the logs of all nodes; compare the small files of the weights between them"),
        "no_text": (f"{asked} answered what is no text: {said}", "check the weights, their quantization and the dtype"),
        "model": (f"{asked} answered under the model name {said}, not {model}",
                  "is another vLLM on that port? Two of one user share it (SO_REUSEPORT)"),
        "stream": (f"{asked} sent a broken stream: {said}", "read the log of the head"),
        "silent": (f"{asked} hangs: {said}", "read the logs of all nodes; a rank may wait for another one"),
        "refused": (f"{asked} got no connection: {said}", "see --host and --port"),
        "tls": (f"{asked} found no TLS to speak: {said}", "see --ssl-certfile and --ssl-keyfile"),
        "foreign": (f"{asked} was answered by another process, {said}, which shares that port",
                    "end it, or give the service another port"),
        "line": (f"{asked} could not be asked: {said}", "bring the node back, then launch again: it attaches"),
    }  # fmt: skip
    return words[kind]
