"""Why a launch is refused, in few sentences: the cause first, on its node; what only hangs on it is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mindie_tui.model.events.codec import CheckDone
from mindie_tui.model.preflight.check import BY_NAME, CHECKS
from mindie_tui.model.text import few

ROOTS = ("ssh_login", "container_up", "tools", "npus_healthy", "weights_present", "config_writable")
"""Checks that others hang on, the furthest first."""
_FIRST = (*ROOTS, "earlier_service")
"""Told in this order: a MindIE that runs there is why its ports and its HBM are taken."""
_INSIDE = frozenset({"inside", "weights", "reach"})
_OF_WEIGHTS = ("weights_complete", "weights_links", "weights_equal", "weights_mode", "model_config", "host_memory")
_OF_NPUS = ("hbm_free", "rank_table", "hccn_link", "hccn_health", "hccn_tls", "hccn_conf")
_PLACE = {check.name: at for at, check in enumerate(CHECKS)}


def hangs_on(name: str) -> tuple[str, ...]:
    """The checks without which this one cannot be known on the same node."""
    check = BY_NAME.get(name)
    if check is None or name == "ssh_login":
        return ()
    roots = ["ssh_login"]
    if name != "container_up" and (check.needs & _INSIDE or check.group == "Container"):
        roots.append("container_up")
    if name != "tools" and check.needs & _INSIDE:
        roots.append("tools")
    roots += ["weights_present"] if name in _OF_WEIGHTS else []
    roots += ["config_writable"] if name == "config_mode" else []
    roots += ["npus_healthy"] if name in _OF_NPUS else []
    return tuple(roots)


def ordered(bad: Iterable[CheckDone]) -> tuple[CheckDone, ...]:
    """A fail before an unknown, a node's own trouble before another's, a root before the rest; then as shown."""

    def key(done: CheckDone) -> tuple[bool, bool, int, int]:
        root = _FIRST.index(done.check) if done.check in _FIRST else len(_FIRST)
        return done.verdict == "unknown", bool(done.because), root, _PLACE.get(done.check, len(_PLACE))

    return tuple(sorted(bad, key=key))


def causes(bad: Sequence[CheckDone]) -> tuple[str, ...]:
    """A sentence each, with what to do; the same of several nodes is one. Empty where `bad` is."""
    known = {(done.check, done.node): done for done in bad}
    groups: dict[tuple[str, str, str], list[str]] = {}
    for done in ordered(bad):
        if not _hangs(done, known):
            groups.setdefault((done.check, done.found, done.remedy), []).append(done.node)
    said = ((f"{check} on {few(nodes)}: {found}", remedy) for (check, found, remedy), nodes in groups.items())
    return tuple(sentence + (f"; {remedy}" if remedy else "") for sentence, remedy in said)


def _hangs(done: CheckDone, known: dict[tuple[str, str], CheckDone]) -> bool:
    """Whether it is only known to be bad because something else is."""
    if done.because and any((root, done.because) in known for root in (*ROOTS, done.check)):
        return True
    roots = [known[root, done.node] for root in hangs_on(done.check) if (root, done.node) in known]
    if done.verdict == "fail":
        return any(root.check == "weights_present" and root.verdict == "fail" for root in roots)
    return any(root.check != "npus_healthy" or root.verdict == "unknown" for root in roots)
