"""How a screen will look: what the line says, else the environment, else what was kept of earlier starts."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from mindie_tui.model import language
from mindie_tui.model.errors import StoreError
from mindie_tui.model.terminal import is_console
from mindie_tui.store.shown.screen_settings import settings_file


def take(args: argparse.Namespace, environment: Mapping[str, str]) -> None:
    """Complete `theme`, `slow`, `mouse` and `settings` of a line that opens a screen, and speak its language."""
    args.settings, args.mouse = None, True
    try:
        args.settings = settings_file(demo=args.command == "demo")
    except StoreError:  # no home: nothing was kept, and nothing can be
        return
    kept = args.settings.read()
    args.theme = args.theme or kept.theme
    args.slow = kept.slow if args.slow is None else args.slow
    args.mouse = kept.mouse is not False
    chosen = kept.language_in(language.language_of(environment))
    if args.lang is None and not is_console(environment):
        language.use(next((one for one in language.LANGUAGES if one == chosen), language.in_force()))
