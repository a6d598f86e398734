"""What is wrong where MindIE is healthy and its one completion is not: in words, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

EXITS: Mapping[int, str] = {
    137: ", which is how every failed start of MindIE ends",
    134: ", which is how a stop ends; nobody stopped it from here",
}
"""Exit status -> what it tells: a failed start kills its own process group, a good stop ends with abort()."""


def failed_answer(kind: str, said: str, url: str, model: str) -> tuple[str, str]:
    """What was wrong with the one completion, and what to do."""
    asked = f"it is healthy, but POST {url}/v1/chat/completions"
    if kind == "status" and said.split(" ")[0] in ("401", "403"):
        return (
            f"{asked} answered {said}: it wants a key, or another one",
            "name the variable that holds its key in bench.api_key_env, and export that variable here",
        )
    words = {
        "status": (f"{asked} answered {said}", "see that the port is MindIE's, and openAiSupport in ServerConfig"),
        "empty": (f"{asked} answered without one token: {said}",
                  "read the logs of all nodes; compare the small files of the weights between them"),
        "no_text": (f"{asked} answered what is no text: {said}", "check the weights, their quantisation and the dtype"),
        "model": (f"{asked} answered under the model name {said}, not {model}", "is another service on that port?"),
        "stream": (f"{asked} sent a broken stream: {said}", "read the log of the master"),
        "silent": (f"{asked} hangs: {said}", "read the logs of all nodes; a rank may wait for another one"),
        "refused": (f"{asked} got no connection: {said}", "see MIES_CONTAINER_IP, ipAddress and port"),
        "tls": (f"{asked} found no TLS to speak: {said}",
                "MindIE asks for a client's certificate: see tlsCaFile, tlsCert and tlsPk, or set httpsEnabled false"),
        "foreign": (f"{asked} was answered by another process, {said}, which holds that port",
                    "end it, or give the service another port"),
        "line": (f"{asked} could not be asked: {said}", "bring the node back, then launch again: it attaches"),
    }  # fmt: skip
    return words[kind]
