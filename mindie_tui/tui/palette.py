"""The palette: every action of the screen and of the app with the words and the key of its hint, and the themes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.dom import DOMNode
from textual.screen import Screen

from mindie_tui.model.events.codec import STEPS
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.hints import sign
from mindie_tui.tui.dialogs.keys import KeyHelp
from mindie_tui.tui.text.translate import label_of, t

WORDS = {
    "undo": Message("undo the last change"),
    "redo": Message("do again what was undone"),
    "all": Message("show all, or what matters only"),
    "diff": Message("difference of config.json"),
    "layouts": Message("every legal parallel layout"),
    "fix": Message("apply the first fix"),
    "all fixes": Message("choose among all fixes"),
    "probe": Message("probe the nodes"),
    "edit": Message("edit what is under the cursor"),
    "master": Message("make this node the master"),
    "pick": Message("pick this node or leave it out"),
    "order": Message("move this node up or down"),
    "save": Message("save the profile"),
    "copy": Message("copy what is under the cursor"),
    "help": Message("help, and what the row under the cursor means"),
    "quit": Message("quit"),
    "commands": Message("every command that was sent to the nodes"),
    "palette": Message("find an action by its name"),
    "find": Message("find"),
    "what is wrong": Message("show only what is wrong, or all"),
    "next error": Message("go to the next error"),
    "error back": Message("go to the error before"),
    "base": Message("start from another config.json"),
    "take away": Message("take it out of the profile"),
    "full value": Message("the whole value in a sheet"),
    "redraw": Message("draw the screen again"),
    "language": Message("speak Chinese, or English"),
    "mouse": Message("give the mouse to the terminal, or take it back"),
    "last view": Message("back to the step before"),
    "import": Message("import hosts of the SSH configuration"),
    "delete": Message("delete what is under the cursor"),
    "again": Message("run the checks again"),
    "failed": Message("run again what failed"),
    "output": Message("the whole output of this check"),
    "remedy": Message("run the command that helps"),
    "waive": Message("waive this check, with a reason"),
    "not ok": Message("only checks that are not ok"),
    "launch": Message("launch the service"),
    "stop": Message("stop what runs"),
    "start": Message("start the measurement"),
    "start again": Message("start the service again"),
    "roll back": Message("restore the old config.json"),
    "follow": Message("follow the log"),
    "level": Message("hide lines below a level"),
    "zoom": Message("give the whole screen to it"),
    "wrap": Message("wrap long lines, or not"),
    "unfold": Message("show folded lines"),
    "time": Message("show times as they are, or since the start"),
    "files": Message("read another log file"),
    "go to line": Message("go to a line or a time"),
    "save the log": Message("save the log to a file"),
    "hit back": Message("go to the hit before"),
    "next section": Message("go to the next section"),
    "section before": Message("go to the section before"),
    "next hit": Message("go to the next hit"),
    "hit before": Message("go to the hit before"),
    "one node": Message("the log of one node, or of all"),
    "skip": Message("skip this point of the sweep"),
    "load": Message("choose what is measured"),
    "metric": Message("chart another metric"),
    "metric before": Message("chart the metric before"),
    "trend": Message("a figure over the newest runs of this profile"),
    "next run": Message("look at the next run"),
    "other run": Message("look at another run"),
    "oldest run": Message("look at the oldest run"),
    "newest run": Message("look at the newest run"),
    "point before": Message("show the point before"),
    "mark baseline": Message("compare later runs with this one"),
    "accuracy": Message("measure accuracy"),
    "export": Message("write the report to files"),
    "save profile": Message("save the profile of this run"),
    "replay": Message("take this run's profile into the wizard"),
    "next point": Message("show the next point"),
    "open": Message("open what is under the cursor"),
    "runs": Message("all runs of this machine"),
    "create": Message("a new deployment, by five questions"),
    "import nodes": Message("import hosts of the SSH configuration"),
    "compare": Message("compare the marked runs"),
    "sort": Message("sort by another column"),
    "pin": Message("keep this run from being pruned, with a note"),
}
"""What a hint's one verb means where there is room to say it."""
OF_STEP = {
    ("nodes", "add"): Message("add nodes"),
    ("parameters", "add"): Message("add a parameter"),
    ("nodes", "edit"): Message("edit this node"),
    ("parameters", "edit"): Message("edit this value"),
    ("nodes", "delete"): Message("take this node off the list"),
    ("report", "delete"): Message("delete this run's folder"),
    ("parameters", "all"): Message("show all parameters, or what differs"),
    ("launch", "all"): Message("the logs of all nodes"),
    ("launch", "copy"): Message("copy the error, the lines around it and the fix"),
    ("nodes", "probe"): Message("probe the nodes"),
    ("launch", "fix"): Message("set what the error asks for"),
    ("launch", "stop"): Message("stop the service"),
    ("bench", "stop"): Message("stop the measurement"),
    ("preflight", "find"): Message("find a check"),
    ("nodes", "find"): Message("find a node"),
    ("parameters", "find"): Message("find a parameter"),
    ("launch", "find"): Message("find in the log"),
    ("report", "diff"): Message("how the settings of two runs differ"),
    ("report", "what is wrong"): Message("show only what is worse, or all"),
    ("nodes", "what is wrong"): Message("show only nodes with a problem, or all"),
    ("parameters", "what is wrong"): Message("show only rows with a finding, or all"),
    ("report", "zoom"): Message("the report without the list of runs"),
    ("launch", "zoom"): Message("the log without the phases"),
    ("bench", "zoom"): Message("the charts alone"),
    ("runs", "mark"): Message("mark this run for a comparison"),
    ("runs", "delete"): Message("delete this run's folder"),
    ("runs", "find"): Message("find a run"),
    ("runs", "what is wrong"): Message("show only runs that failed, or all"),
    ("home", "find"): Message("find an entry"),
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
        place = t(step) if step == "everywhere" else screen_name(step)
        made.append(KeyHelp("  ".join(dict.fromkeys(keys)), meaning(word, step), place, reason, (action_there, node)))
    return made


def screen_name(step: str) -> str:
    """What a screen is called, in the language of the screens; "" for none."""
    return t("start page") if step == "home" else t(step.capitalize()) if step else ""


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
    said = OF_STEP.get((step, word)) or WORDS.get(word)
    return in_language(said) if said is not None else label_of("key", word)


def actions_of(screen: Screen[Any], themes: Iterable[str]) -> list[KeyHelp]:
    """What the palette offers: every key of the screen, the slow link, and the themes."""
    slow = KeyHelp("", t("slow link: fewer frames, on or off"), t("everywhere"), act=("slow_link", screen.app))
    made = [
        KeyHelp("", t("theme: {name}", name=one_line(name)), t("everywhere"), act=(f"theme({name!r})", screen.app))
        for name in sorted(themes)
    ]
    return [*keys_of(screen), slow, *made]
