"""The palette: every action of the screen and of the app with the words and the key of its hint, and the themes."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from mindie_tui.model.events import STEPS
from mindie_tui.tui.cells import left, right, say
from mindie_tui.tui.dialogs.keys import KeyHelp
from mindie_tui.tui.widgets.hints import sign
from mindie_tui.tui.words import language, t

WORDS = {
    "undo": "undo the last change", "all": "all parameters or what differs",
    "diff": "difference of config.json",
    "layouts": "every legal parallel layout", "fix": "apply the first fix", "probe": "probe the nodes",
    "add": "add nodes or a parameter", "edit": "edit what is under the cursor", "master": "make this node the master",
    "pick": "pick this node or leave it out", "order": "move this node up or down", "save": "save the profile",
    "copy": "copy what is under the cursor", "help": "help for what has the focus", "quit": "quit",
    "commands": "every command that was sent to the nodes",
}
"""What a hint's one verb means where there is room to say it."""
NOT_OURS = {
    "command_palette", "focus_next", "focus_previous", "screen.copy_text", "help_quit", "scroll_left", "scroll_right",
    "page_left", "page_right",
}
"""Actions of Textual that every screen has."""


def keys_of(screen: Screen[Any]) -> list[KeyHelp]:
    """Every key that acts on this screen: the step's, the wizard's, then how to move; those of one action together."""
    ranks = {screen: 0, screen.app: 1}
    found: dict[tuple[str, str], tuple[int, list[str], object]] = {}
    for key, (node, binding, _, _) in screen.active_bindings.items():
        if binding.description and not binding.system and binding.action.removeprefix("app.") not in NOT_OURS:
            at = (binding.action.split("(")[0] if binding.key_display else binding.action, binding.description)
            found.setdefault(at, (ranks.get(node, 2), [], node))[1].append(sign(key))
    made = []
    for (action, word), (_, keys, node) in sorted(found.items(), key=lambda item: item[1][0]):
        reason = getattr(node, "why_not", lambda _: None)(action.split("(")[0]) or ""
        step = getattr(node, "STEP", "everywhere" if node is screen.app else "")
        place = t(step.capitalize() if step != "everywhere" else step) if step else ""
        made.append(KeyHelp("  ".join(dict.fromkeys(keys)), _meaning(word), place, reason))
    return made


def _meaning(word: str) -> str:
    """What a hint's verb means, in the language of the screens."""
    word = word.lower() if word == "Quit" else word
    if word in STEPS:
        return t(word.capitalize())
    moved = {"up": t("line up"), "down": t("line down")}.get(word)
    return moved or (t(word) if language() == "zh" else WORDS.get(word, word))


class Actions(Provider):
    """What can be pressed now; what cannot is listed with the reason."""

    def _all(self) -> list[tuple[str, str, str, object]]:
        found = []
        nearest = sorted(self.screen.active_bindings.items(), key=lambda item: self._far(item[1].node))
        for key, (node, binding, enabled, _) in nearest:
            if not binding.description or binding.system or binding.action.removeprefix("app.") in NOT_OURS:
                continue
            place = getattr(node, "STEP", "").capitalize() or "everywhere"
            words = _meaning(binding.description)
            if not enabled:
                place = getattr(node, "why_not", lambda _: "")(binding.action.split("(")[0]) or place
            if not any(known[0] == words for known in found):
                run = partial(self.app.run_action, binding.action, node)
                found.append((words, binding.key_display or sign(key), t(place), run))
        for name in sorted(self.app.our_themes):  # type: ignore[attr-defined]
            found.append((f"theme: {name}", "", "everywhere", partial(setattr, self.app, "theme", name)))
        return found

    def _far(self, node: object) -> int:
        """The step's own actions first, then the app's, then how to move in a table."""
        return 0 if node is self.screen else 1 if node is self.app else 2

    @staticmethod
    def _line(words: Content, key: str, place: str) -> Content:
        end = say((left(key, 7), "bold $strong"), (right(place, 19), "$muted"))
        return words.pad_right(max(34 - words.cell_length, 1)) + end

    async def discover(self) -> Hits:
        for words, key, place, run in self._all():
            yield DiscoveryHit(self._line(Content(words), key, place), run, text=words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for words, key, place, run in self._all():
            if (score := matcher.match(words)) > 0:
                yield Hit(score, self._line(matcher.highlight(words), key, place), run, text=words)
