"""The last row: the keys that can act now, a verb each; at most 8 at 80 columns and 12 at 120."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.content import Content
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from mindie_tui.tui.text.cells import say, width
from mindie_tui.tui.text.translate import label_of, t

NAVIGATION = ("left_square_bracket", "right_square_bracket", "question_mark", "f1", "ctrl+p")
"""Keys at the right edge, in this order; f1 only where ? would be typed."""
CLAIM = 3
"""How many keys of the step come before the palette at 80 columns; the palette offers all of them."""
SIGNS = {"escape": "esc", "pagedown": "page down", "pageup": "page up", "delete": "del"}
"""Keys that are not called as the terminal's library calls them; a key that types a character is that character."""
_LONG_NAMES = {short: long for long, short in KEY_NAME_REPLACEMENTS.items()}
"""Textual's short names of some keys (slash) by their names in Unicode (solidus)."""
Hint = tuple[str, str, str]
"""(what the key is called, its word, the key itself)."""


def sign(key: str) -> str:
    """A key as it is shown: ctrl+s is ^s, right_curly_bracket is }."""
    head, plus, last = key.rpartition("+")
    named = SIGNS.get(last) or (key_to_character(_LONG_NAMES.get(last, last)) if len(last) > 1 else last) or last
    named = named if named.strip() else last  # space
    return (head + plus).replace("ctrl+", "^") + named


class Hints(Widget):
    """Made from the screen's active bindings; a click presses the key."""

    DEFAULT_CSS = "Hints { dock: bottom; height: 1; background: $surface; }"

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def hints(self) -> tuple[list[Hint], list[Hint]]:
        """The step's own, and the navigation."""
        own: list[Hint] = []
        navigation: list[Hint] = []
        active = self.screen.active_bindings
        for key, (_, binding, enabled, _) in active.items():
            if key == "ctrl+p" and enabled:
                navigation.append(("^p", t("palette"), key))
            if not binding.show or not enabled or not binding.description or self._is_typed(key):
                continue
            word = self._word(binding.action.split("(")[0])
            if word == "":
                continue
            hint = (binding.key_display or sign(key), word or label_of("key", binding.description), key)
            if key in NAVIGATION:
                navigation.append(hint)
            elif not any(known[:2] == hint[:2] for known in own):
                own.append(hint)
        if not self._is_typed("question_mark"):
            navigation = [hint for hint in navigation if hint[2] != "f1"]
        if isinstance(self.screen, ModalScreen) or isinstance(self.screen.focused, Input):
            own.sort(key=lambda hint: (hint[2] == "escape") - (hint[2] == "enter"))
        return own, sorted(navigation, key=lambda hint: NAVIGATION.index(hint[2]))

    def _is_typed(self, key: str) -> bool:
        """Whether the field that has the focus would take the key as text."""
        focused = self.screen.focused
        character = sign(key)
        if focused is None or len(character) != 1:
            return False
        return focused.check_consume_key(key, character)

    def _word(self, action: str) -> str | None:
        """What the step calls the action now: "dp = 4" for its fix."""
        word = getattr(self.screen, "hint_word", None)
        return word(action) if word else None

    def _fitted(self) -> tuple[list[Hint], list[Hint], int]:
        wide = self.size.width >= 100
        gap, most = (3, 12) if wide else (2, 8)
        own, navigation = self.hints()
        palette = [hint for hint in navigation if hint[2] == "ctrl+p"]
        first = [hint for hint in navigation if hint not in palette]
        claims = [*first, *palette, *own] if wide else [*first, *own[:CLAIM], *palette, *own[CLAIM:]]
        room = self.size.width - 5 + gap
        taken: list[Hint] = []
        for hint in claims:
            cells = width(hint[0]) + width(hint[1]) + 1 + gap
            if len(taken) < most and cells <= room:
                room -= cells
                taken.append(hint)
        return [hint for hint in own if hint in taken], [hint for hint in navigation if hint in taken], gap

    def _placed(self) -> Iterator[tuple[int, Hint]]:
        own, navigation, gap = self._fitted()
        x = 3
        for hint in own:
            yield x, hint
            x += width(hint[0]) + width(hint[1]) + 1 + gap
        x = self.size.width - 2 + gap - sum(width(a) + width(b) + 1 + gap for a, b, _ in navigation)
        for hint in navigation:
            yield x, hint
            x += width(hint[0]) + width(hint[1]) + 1 + gap

    def render(self) -> Content:
        line = Content("")
        for x, (key, word, _) in self._placed():
            line = line.pad_right(max(x - line.cell_length, 0)) + say((key, "bold $strong"), (f" {word}", "$muted"))
        return line

    def on_click(self, event: events.Click) -> None:
        for x, (key, word, pressed) in self._placed():
            if x <= event.x < x + width(key) + 1 + width(word):
                self.app.simulate_key(pressed)
