"""What is wrong where a service is healthy but its one completion fails, in words, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.message import Message

_SAID: Mapping[str, str] = {
    "status": "answered {said}",
    "empty": "answered without one token: {said}",
    "no_text": "answered what is no text: {said}",
    "model": "answered under the model name {said}, not {model}",
    "stream": "sent a broken stream: {said}",
    "silent": "hangs: {said}",
    "refused": "got no connection: {said}",
    "tls": "found no TLS to speak: {said}",
    "foreign": "was answered by another process, {said}, which {shares} that port",
    "line": "could not be asked: {said}",
}
_DO: Mapping[str, str] = {
    "empty": "read the logs of all nodes; compare the small files of the weights between them",
    "silent": "read the logs of all nodes; a rank may wait for another one",
    "foreign": "end it, or give the service another port",
    "line": "bring the node back, then launch again: it attaches",
}
"""What helps whichever engine serves."""


def failed_answer(
    kind: str, said: str, url: str, model: str, *, do: Mapping[str, str], shares: str = "holds"
) -> tuple[str, str]:
    """What was wrong with the one completion, and what to do.

    `do` is what the engine advises by kind; `shares` is what another process does with the engine's port.
    """
    asked = Message("it is healthy, but POST {url}/v1/chat/completions", url=url)
    if kind == "status" and said.split(" ")[0] in ("401", "403"):
        return (
            Message("{asked} answered {said}: it needs a key, or a different one", asked=asked, said=said),
            "name the variable that holds its key in bench.api_key_env, and export that variable here",
        )
    return f"{asked} {_SAID[kind].format(said=said, model=model, shares=shares)}", {**_DO, **do}[kind]
