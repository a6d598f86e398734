"""What the environment shows of the operator's terminal. Pure: the variables come in as a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mindie_tui.model.doctor.item import MachineItem
from mindie_tui.model.message import Message
from mindie_tui.model.terminal import COLUMNS, NO_SCREEN, ROWS, colour_depth, is_console


@dataclass(frozen=True, slots=True)
class SeenTerminal:
    """What can be observed of a terminal without writing to it."""

    environment: Mapping[str, str]
    is_terminal: bool
    """Standard input and standard output are one."""
    columns: int
    rows: int
    """0 where there is no terminal."""
    encoding: str
    """The encoding of standard output."""
    programs: frozenset[str]
    """Those of tmux and screen that are installed."""

    @property
    def term(self) -> str:
        """TERM, "" where it is not set."""
        return self.environment.get("TERM", "").strip()


def terminal_items(seen: SeenTerminal) -> tuple[MachineItem, ...]:
    """Terminal, colours, characters, clipboard and what keeps the terminal when the link is cut."""
    return _terminal(seen), _colours(seen), _characters(seen), _clipboard(seen), _keeper(seen)


def _terminal(seen: SeenTerminal) -> MachineItem:
    if seen.term in NO_SCREEN:
        return MachineItem(
            "terminal", "problem", f"TERM={seen.term}",
            Message("The wizard cannot draw. Commands without a screen, such as replay, work."),
            Message("log in with a terminal; where it has lost its name: export TERM=xterm"),
        )  # fmt: skip
    if not seen.is_terminal:
        return MachineItem(
            "terminal", "unknown", Message("TERM={term}; input or output is not a terminal", term=seen.term),
            Message("The wizard needs a terminal. Its size cannot be observed here."),
            Message("run mindie-tui doctor in the terminal, without a pipe"),
        )  # fmt: skip
    size = Message("TERM={term}, {columns} columns, {rows} rows", term=seen.term, columns=seen.columns, rows=seen.rows)
    if seen.columns < COLUMNS or seen.rows < ROWS:
        return MachineItem(
            "terminal", "note", size, Message("The screens are made for 80 columns and 24 rows or more."),
            Message("make the window larger"),
        )  # fmt: skip
    return MachineItem("terminal", "ok", size, Message("The screens fit."))


def _colours(seen: SeenTerminal) -> MachineItem:
    depth = colour_depth(seen.environment)
    if depth == "none":
        return MachineItem(
            "colours", "note", Message("none: NO_COLOR is set"),
            Message("The screens are black, white and grey. Signs and words name each state."),
            Message("for colours: unset NO_COLOR"),
        )  # fmt: skip
    if depth == "true":
        return MachineItem("colours", "ok", Message("24 bits"), Message("Each theme is shown as it is."))
    count = {"16": 16, "256": 256}[depth]
    found = Message("{count}: TERM={term}, and COLORTERM does not say more", count=count, term=seen.term)
    do = Message("if this terminal shows 24-bit colours: export COLORTERM=truecolor")
    if depth == "256":
        return MachineItem("colours", "ok", found, Message("Each theme is shown in the nearest of 256 colours."), do)
    means = Message("The screens use the terminal's own 16 colours. Signs and words name each state.")
    return MachineItem("colours", "note", found, means, "" if is_console(seen.environment) else do)


def _characters(seen: SeenTerminal) -> MachineItem:
    environment = seen.environment
    locale = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "")
    found = Message("{encoding}, locale {locale}", encoding=seen.encoding, locale=locale or "C")
    if is_console(environment):
        return MachineItem(
            "characters", "note", found,
            Message("The font of this console has few characters. Charts and lines are drawn with those that it has."),
        )  # fmt: skip
    if seen.encoding.lower().replace("-", "") != "utf8":
        return MachineItem(
            "characters", "problem", found, Message("Lines, charts and Chinese need UTF-8."),
            Message("export LC_ALL=C.UTF-8, and set the terminal to UTF-8"),
        )  # fmt: skip
    if locale.upper() in ("", "C", "POSIX"):
        return MachineItem(
            "characters", "unknown", found,
            Message("mindie-tui writes UTF-8. The locale does not say whether the terminal reads it."),
            Message("set the terminal to UTF-8, and export LC_ALL=C.UTF-8"),
        )  # fmt: skip
    return MachineItem("characters", "ok", found, Message("Lines, charts and Chinese are written as UTF-8."))


def _clipboard(seen: SeenTerminal) -> MachineItem:
    file = Message("A copy is also saved as clipboard.txt in the state folder.")
    if is_console(seen.environment):
        return MachineItem("clipboard", "note", Message("none: a console has no clipboard"), file)
    if seen.environment.get("STY"):
        return MachineItem("clipboard", "note", Message("none: GNU screen drops OSC 52"), file)
    if seen.environment.get("TMUX"):
        return MachineItem(
            "clipboard", "unknown", Message("OSC 52 through tmux, which does not answer"), file,
            Message("for the terminal's clipboard: tmux set -g set-clipboard on"),
        )  # fmt: skip
    return MachineItem(
        "clipboard", "unknown", Message("OSC 52, which no terminal answers"), file,
        Message("if a copy does not arrive, allow OSC 52 in the terminal's settings, or use the file"),
    )  # fmt: skip


def _keeper(seen: SeenTerminal) -> MachineItem:
    inside = "tmux" if seen.environment.get("TMUX") else "screen" if seen.environment.get("STY") else ""
    if inside:
        return MachineItem(
            "tmux", "ok", Message("this terminal is in {program}", program=inside),
            Message("The wizard stays when the link to this machine is cut."),
        )  # fmt: skip
    means = Message(
        "A lost connection ends the wizard. The service keeps running; mindie-tui attach last follows it again."
    )
    if not seen.programs:
        found = Message("neither tmux nor screen is installed")
        return MachineItem("tmux", "note", found, means, Message("for long benches, install tmux"))
    name = "tmux" if "tmux" in seen.programs else "screen"
    found = Message("{program} is installed, this terminal is not in it", program=name)
    return MachineItem("tmux", "note", found, means, Message("start {program} first for long benches", program=name))
