"""The app's sheet of styles, parsed once for each set of colours.

Textual parses every sheet again for the first frame, for the theme that was set and at the first visit of each step,
though neither text nor colours have changed; that is a fifth of the first frame, and a stall at each visit.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_kept: dict[tuple[object, ...], list[RuleSet]] = {}
"""Rules by all that they follow from; they are read and never changed. As many as there are themes that were shown."""


class KeptStylesheet(Stylesheet):
    """Textual's, whose parsed rules are kept for as long as the process."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._colours = _key(self._variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        if variables != self._variables:
            super().set_variables(variables)
            self._colours = _key(variables)

    def _parse_rules(
        self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        key = (self._colours, css, read_from, is_default_rules, tie_breaker, scope)
        if key not in _kept:
            _kept[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return _kept[key]

    def reparse(self) -> None:
        """With the variables in force; what cannot be parsed leaves the rules as they were."""
        self.parse()


def _key(variables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(variables.items()))
