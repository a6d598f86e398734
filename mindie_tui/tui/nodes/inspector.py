"""One node in full: where it is, what it runs, its NPUs one by one; or what is wrong and what to do. Pure."""

from __future__ import annotations

from textual.content import Content

from mindie_tui.model.message import in_language
from mindie_tui.model.node import Facts, Node, Npu
from mindie_tui.model.runs.state import NodeState
from mindie_tui.tui.common.inspector import labelled
from mindie_tui.tui.nodes.rows import FleetSummary, NodeStatus, is_healthy, missing
from mindie_tui.tui.text.cells import cut, duration, foreign, left, number, right, say, size, spread, tame, width
from mindie_tui.tui.text.translate import t
from mindie_tui.tui.text.wizard_do import wizard_do

BLANK = Content("")
WIDE = 118
"""Columns from which two NPUs with their device ip are side by side."""


def lines(
    node: Node, state: NodeState | None, fleet: FleetSummary, how: NodeStatus, rows: int, columns: int
) -> list[Content]:
    """At most `rows` lines of `columns` cells."""
    facts = state.facts if state else None
    cells = columns - 3
    head = _head(node, state, facts, fleet, cells)
    if state is not None and state.state in ("refused", "lost"):
        first, *more = wrapped(tame(in_language(state.reason)), cells - 5)
        said = [say((f"{how.glyph}  ", "$error"), (first, "$error"))]
        said += [say("   ", (line, "$error")) for line in more[:1]]
        if state.do:
            said.append(labelled(t("do"), foreign(wizard_do(state.do)), 7))
        if state.fingerprint and state.fingerprint not in state.reason:
            said.append(labelled(t("key"), foreign(state.fingerprint), 7))
        if state.state == "refused":
            unknown = state.refusal == "host_key_unknown" and state.fingerprint
            accept = (("enter", "bold $strong"), f" {t('accept key')}   ") if unknown else ()
            said.append(labelled(t("then"), say(*accept, ("r", "bold $strong"), f" {t('probe')}"), 7))
        return [head, *([BLANK] if len(said) + 2 <= rows else []), *said][:rows]
    if facts is None:
        asking = state is not None and state.state == "asking"
        asked = t("waiting for the first answer") if asking else t("r asks it")
        return [head, BLANK, say((asked, "$muted"))]
    about = _about(node, facts, columns)
    grid = _grid(facts, fleet, columns, rows - 3 - len(about))
    whole = all(is_healthy(npu) for npu in facts.npus or ()) and not missing(facts, fleet.npu_count)
    if columns < 100 and rows < 3 + len(about) + len(grid) and whole:
        return [head, BLANK, *about, *_brief(facts, fleet, columns)][:rows]  # each NPU alone is for a trouble
    if rows >= 2 + len(about) + 1 + len(grid):
        return [head, BLANK, *about, BLANK, *grid]
    if rows >= 1 + len(about) + len(grid) and len(grid) > 1:
        return [head, *about, *grid]
    return [head, *about, *_brief(facts, fleet, columns)][:rows]


def wrapped(text: str, cells: int) -> list[str]:
    """A sentence in at most two lines of so many cells; the rest is cut."""
    if width(text) <= cells:
        return [text]
    line = ""
    for word in text.split(" "):
        if width(f"{line} {word}") > cells and line:
            break
        line = f"{line} {word}" if line else word
    return [line, cut(text[len(line) :].strip(), cells)] if width(line) <= cells else [cut(text, cells)]


def _head(node: Node, state: NodeState | None, facts: Facts | None, fleet: FleetSummary, cells: int) -> Content:
    first, last = fleet.ranks.get(node.name, (-1, -1))
    role = t("master") if node.name == fleet.master else t("worker") if last >= 0 else ""
    ranks = t("{role}, ranks {first}-{last}", role=role, first=first, last=last) if last >= 0 else role
    address = (facts.address if facts else None) or node.target
    start = say((node.name, "bold $strong"), "   " + tame(address), (f"   {ranks}", "$muted"))
    if facts is not None and facts.host_key and (state is None or state.state == "found"):
        key = facts.host_key if cells >= 110 else ""
        shown = f"   {cut(key, 20)}" if key else ""
        end = say(("✓ ", "$success"), t("host key known"), (shown, "$muted"))
    elif state is not None and state.refusal.startswith("host_key"):
        end = say(("✗ ", "$error"), t(state.refusal.replace("_", " ")))
    else:
        end = BLANK
    return spread(start, end, cells)


def _about(node: Node, facts: Facts, columns: int) -> list[Content]:
    def fact(value: object) -> str:
        return "-" if value in (None, "") else tame(str(value))

    contained = facts.engine not in (None, "none")
    container = f"{fact(facts.container)}, {fact(facts.container_state)}" if contained else t("none")
    owner = "root" if facts.config_owner == "0" else facts.config_owner
    mode = " ".join(filter(None, (facts.config_mode, owner))) or "-"
    cells = [
        ("container", container),
        ("disk free", size(facts.disk_free_bytes) if facts.disk_free_bytes else "-"),
        ("clock", f"{facts.clock_offset_s:+.2f} s" if facts.clock_offset_s is not None else "-"),
        ("layout", fact(facts.layout)),
        ("shm", size(facts.shm_bytes) if facts.shm_bytes else "-"),
        ("answer", f"{facts.answer_ms:.0f} ms" if facts.answer_ms is not None else "-"),
        ("config.json", mode),
        ("load", f"{facts.load:.1f}" if facts.load is not None else "-"),
        ("up", duration(facts.uptime_s) if facts.uptime_s is not None else "-"),
    ]
    wide = columns >= WIDE
    widths = ((13, 28, 12, 7, 10), (12, 21, 10, 7, 7))[not wide]
    gap = "             " if wide else "  "
    made = []
    for at in range(0, 9, 3):
        (a, av), (b, bv), (c, cv) = cells[at : at + 3]
        made.append(
            say(
                (left(t(a), widths[0]), "$muted"),
                left(av, widths[1]),
                "    " if wide else "  ",
                (left(t(b), widths[2]), "$muted"),
                right(bv, widths[3]),
                gap,
                (left(t(c), widths[4]), "$muted"),
                right(cv, 10 if wide else 9),
            )
        )
    return made


def _npu(npu: Npu | None, wide: bool, at: int) -> Content:
    if npu is None:
        words = left(t("gone"), 48 if wide else 28)
        return say((right(str(at), 3), "$foreground"), ("  ✗ ", "$error"), (words, "$error"))
    good = is_healthy(npu)
    ok = ("  ✓ ", "$success") if good else ("  ✗ ", "$error")

    def figure(value: float | int | None, cells: int, digits: int = 0) -> tuple[str, str]:
        if value is None:
            return right("-", cells), "$muted"
        return right(number(value, digits), cells), "$foreground"

    parts: list[tuple[str, str]] = [
        (right(str(npu.id), 3), "$foreground"),
        ok,
        figure(npu.temp_c, 8 if wide else 5),
        (figure(npu.power_w, 8, 1)[0], "$muted"),
        figure(npu.hbm_used_mb, 9),
        (right("-" if npu.aicore_percent is None else f"{npu.aicore_percent} %", 8 if wide else 7), "$muted"),
    ]
    if wide:
        parts.append((right(tame(npu.device_ip or "-"), 15), "$muted"))
    return say(*parts)


def _grid(facts: Facts, fleet: FleetSummary, columns: int, rows: int) -> list[Content]:
    """The NPUs in two columns; in one, with all that is known of each, where there are rows for that."""
    by_id: dict[int, Npu | None] = {i: None for i in missing(facts, fleet.npu_count)}
    by_id |= {npu.id: npu for npu in facts.npus or ()}
    why = [labelled("npu-smi", foreign(facts.npus_why), 13 if columns >= WIDE else 12)] if facts.npus_why else []
    if not by_id:
        return [say((t("no NPU seen"), "$muted")), *why]
    single = columns < WIDE and rows > len(by_id) and columns >= 60
    wide = columns >= WIDE or single
    heads = (
        (("temp C", 8), ("power W", 8), ("HBM MB", 9), ("AICore", 8), ("device ip", 15))
        if wide
        else (("C", 5), ("W", 8), ("HBM MB", 9), ("AICore", 7))
    )
    head = say(("NPU    " + "".join(right(t(word), room) for word, room in heads), "$muted"))
    ids = sorted(by_id)
    if single:
        return [head, *(_npu(by_id[at], wide, at) for at in ids)]
    half = (len(ids) + 1) // 2
    gap = "     " if wide else "  "
    made = [head + gap + head]
    for i in range(half):
        line = _npu(by_id[ids[i]], wide, ids[i])
        if half + i < len(ids):
            line = line + gap + _npu(by_id[ids[half + i]], wide, ids[half + i])
        made.append(line)
    return made


def _brief(facts: Facts, fleet: FleetSummary, columns: int) -> list[Content]:
    """The NPUs in one line."""
    npus = facts.npus or ()
    sick = [npu.id for npu in npus if not is_healthy(npu)] + missing(facts, fleet.npu_count)
    good = len(npus) - len([npu for npu in npus if not is_healthy(npu)])
    busy = [f"NPU {npu.id}: {tame(p)}" for npu in npus for p in npu.processes]
    ips = [npu.device_ip for npu in npus if npu.device_ip]
    room = 13 if columns >= WIDE else 12
    line = labelled(
        "NPUs",
        say(
            f"{good} {t('of')} {max(len(npus), fleet.npu_count)} {t('healthy')}",
            (f"   ✗ {', '.join(map(str, sick))}" if sick else "", "$error"),
            (f"   {t('device ip')} {ips[0]} .. {ips[-1]}" if ips else "", "$muted"),
        ),
        room,
    )
    return [line, labelled(t("busy with"), foreign(", ".join(busy[:3])), room)] if busy else [line]
