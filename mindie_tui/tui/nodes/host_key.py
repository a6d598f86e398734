"""Host key: an unknown key is shown with its fingerprint, and is added only after a confirmation."""

from __future__ import annotations

from textual.content import Content

from mindie_tui.model.node import Node
from mindie_tui.model.runs.state import NodeState
from mindie_tui.tui.common.inspector import labelled
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.text.cells import foreign, say, tame
from mindie_tui.tui.text.translate import t

COMPARE = "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"


def is_offered(state: NodeState | None) -> bool:
    """Whether the node showed a key that is in no known_hosts. A changed key is never offered."""
    shown = state is not None and state.state == "refused" and state.refusal == "host_key_unknown"
    return shown and state is not None and bool(state.fingerprint)


class HostKey(Confirm):
    """`await app.push_screen_wait(HostKey(...))` is "add" after a confirmation; enter and esc change nothing."""

    columns = 72

    def __init__(self, node: Node, state: NodeState, others: int = 0) -> None:
        said = state.reason.replace(f" {state.fingerprint}", "")  # it stands above, whole
        facts: list[Content | str] = [
            labelled(t("node"), say((node.name, "bold $strong"), (f"   {tame(node.target)}", "$muted")), 9),
            labelled(t("its key"), foreign(state.fingerprint or "", "bold $strong"), 9),
            labelled(t("said"), foreign(said), 9),
        ]
        if others:
            facts.append(labelled("", t("{n} more nodes show this very key", n=others), 9))
        facts += [
            "",
            t("Whoever is in between would show a key too. Compare it at the node's own console:"),
            say((COMPARE, "$accent")),
        ]
        choices = [AnswerKey("n", "refuse", "no"), AnswerKey("y", "the fingerprint matches: add the key", "add")]
        super().__init__(t("This host key is not known yet"), facts, choices, weight="warning")
