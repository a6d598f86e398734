"""What is wrong where MindIE is healthy but its one completion fails, in words, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.launch import answers

EXITS: Mapping[int, str] = {
    137: ", which is how every failed start of MindIE ends",
    134: ", which is how a normal stop ends, but it was not stopped from here",
}
"""Exit status -> its meaning: a failed start kills its own process group, a good stop ends with abort()."""


_DO: Mapping[str, str] = {
    "status": "see that the port is MindIE's, and openAiSupport in ServerConfig",
    "no_text": "check the weights, their quantisation and the dtype",
    "model": "is another service on that port?",
    "stream": "read the log of the master",
    "refused": "see MIES_CONTAINER_IP, ipAddress and port",
    "tls": "MindIE asks for a client's certificate: see tlsCaFile, tlsCert and tlsPk, or set httpsEnabled false",
}


def failed_answer(kind: str, said: str, url: str, model: str) -> tuple[str, str]:
    """What was wrong with the one completion, and what to do."""
    return answers.failed_answer(kind, said, url, model, do=_DO)
