"""The palette: every action of the screen and of the app with the words and the key of its hint, and the themes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.dom import DOMNode
from textual.screen import Screen

from mindie_tui.model.events.codec import STEPS
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.hints import sign
from mindie_tui.tui.dialogs.keys import KeyHelp
from mindie_tui.tui.text.translate import is_known, label_of, t

WORDS = {
    "undo": "undo the last change",
    "redo": "do again what was undone",
    "all": "show all, or what matters only",
    "diff": "difference of config.json",
    "layouts": "every legal parallel layout",
    "fix": "apply the first fix",
    "all fixes": "choose among all fixes",
    "probe": "probe the nodes",
    "edit": "edit what is under the cursor",
    "master": "make this node the master",
    "pick": "pick this node or leave it out",
    "order": "move this node up or down",
    "save": "save the profile",
    "copy": "copy what is under the cursor",
    "help": "help, and what the row under the cursor means",
    "quit": "quit",
    "commands": "every command that was sent to the nodes",
    "palette": "find an action by its name",
    "find": "find",
    "what is wrong": "show only what is wrong, or all",
    "next error": "go to the next error",
    "error back": "go to the error before",
    "base": "start from another config.json",
    "take away": "take it out of the profile",
    "full value": "the whole value in a sheet",
    "redraw": "draw the screen again",
    "language": "speak Chinese, or English",
    "mouse": "give the mouse to the terminal, or take it back",
    "last view": "back to the step before",
    "import": "import hosts of the SSH configuration",
    "delete": "delete what is under the cursor",
    "again": "run the checks again",
    "failed": "run again what failed",
    "output": "the whole output of this check",
    "remedy": "run the command that helps",
    "waive": "waive this check, with a reason",
    "not ok": "only checks that are not ok",
    "launch": "launch the service",
    "stop": "stop what runs",
    "start": "start the measurement",
    "start again": "start the service again",
    "roll back": "restore the old config.json",
    "follow": "follow the log",
    "level": "hide lines below a level",
    "zoom": "give the whole screen to it",
    "wrap": "wrap long lines, or not",
    "unfold": "show folded lines",
    "time": "show times as they are, or since the start",
    "files": "read another log file",
    "go to line": "go to a line or a time",
    "save the log": "save the log to a file",
    "hit back": "go to the hit before",
    "next section": "go to the next section",
    "section before": "go to the section before",
    "next hit": "go to the next hit",
    "hit before": "go to the hit before",
    "one node": "the log of one node, or of all",
    "skip": "skip this point of the sweep",
    "load": "choose what is measured",
    "metric": "chart another metric",
    "mark baseline": "compare later runs with this one",
    "accuracy": "measure accuracy",
    "export": "write the report to files",
    "save profile": "save the profile of this run",
    "replay": "take this run's profile into the wizard",
    "next point": "show the next point",
    "open": "open what is under the cursor",
}
"""What a hint's one verb means where there is room to say it."""
OF_STEP = {
    ("nodes", "add"): "add nodes",
    ("parameters", "add"): "add a parameter",
    ("nodes", "edit"): "edit this node",
    ("parameters", "edit"): "edit this value",
    ("nodes", "delete"): "take this node off the list",
    ("report", "delete"): "delete this run's folder",
    ("parameters", "all"): "show all parameters, or what differs",
    ("launch", "all"): "the logs of all nodes",
    ("launch", "copy"): "copy the error, the lines around it and the fix",
    ("nodes", "probe"): "probe the nodes",
    ("launch", "fix"): "set what the error asks for",
    ("launch", "stop"): "stop the service",
    ("bench", "stop"): "stop the measurement",
    ("preflight", "find"): "find a check",
    ("nodes", "find"): "find a node",
    ("parameters", "find"): "find a parameter",
    ("launch", "find"): "find in the log",
    ("report", "diff"): "how the settings of two runs differ",
    ("report", "what is wrong"): "show only what is worse, or all",
    ("nodes", "what is wrong"): "show only nodes with a problem, or all",
    ("parameters", "what is wrong"): "show only rows with a finding, or all",
    ("report", "zoom"): "the report without the list of runs",
    ("launch", "zoom"): "the log without the phases",
    ("bench", "zoom"): "the charts alone",
}
"""What a verb means on one step, where steps differ."""
NOT_OURS = {
    "command_palette",
    "focus_next",
    "focus_previous",
    "screen.copy_text",
    "help_quit",
    "scroll_left",
    "scroll_right",
    "page_left",
    "page_right",
}
"""Actions of Textual that every screen has."""


def keys_of(screen: Screen[Any]) -> list[KeyHelp]:
    """Every key that acts on this screen: the step's, the wizard's, then how to move; those of one action together."""
    ranks = {screen: 0, screen.app: 1}
    found: dict[tuple[str, str], tuple[int, list[str], DOMNode]] = {}
    actions: dict[tuple[str, str], str] = {}
    for key, (node, binding, _, _) in screen.active_bindings.items():
        if binding.description and not binding.system and binding.action.removeprefix("app.") not in NOT_OURS:
            at = (binding.action.split("(")[0] if binding.key_display else binding.action, binding.description)
            found.setdefault(at, (ranks.get(node, 2), [], node))[1].append(sign(key))
            actions.setdefault(at, binding.action)
    made = []
    for at, (_, keys, node) in sorted(found.items(), key=lambda item: item[1][0]):
        (action, word), action_there = at, actions[at]
        reason = reason_against(node, action.split("(")[0])
        step = getattr(node, "STEP", "everywhere" if node is screen.app else "")
        place = t(step.capitalize() if step != "everywhere" else step) if step else ""
        made.append(KeyHelp("  ".join(dict.fromkeys(keys)), meaning(word, step), place, reason, (action_there, node)))
    return made


def reason_against(node: object, action: str) -> str:
    """Why a step, or a widget, cannot do an action now; "" where it can."""
    asked = getattr(node, "against", None) or getattr(node, "why_not", None)
    return (asked(action) if asked is not None else "") or ""


def meaning(word: str, step: str = "") -> str:
    """What a hint's verb means on a step, in the language of the screens."""
    word = word.lower() if word == "Quit" else word
    if word in STEPS:
        return t(word.capitalize())
    if moved := {"up": t("line up"), "down": t("line down")}.get(word):
        return moved
    said = OF_STEP.get((step, word)) or WORDS.get(word, word)
    return t(said) if is_known(said) else label_of("key", word)


def actions_of(screen: Screen[Any], themes: Iterable[str]) -> list[KeyHelp]:
    """What the palette offers: every key of the screen, and the themes."""
    made = [
        KeyHelp("", t("theme: {name}", name=one_line(name)), t("everywhere"), act=(f"theme({name!r})", screen.app))
        for name in sorted(themes)
    ]
    return [*keys_of(screen), *made]
