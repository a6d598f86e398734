"""`profiles`: shipped profiles, the site's and one's own. No network, no screen."""

from __future__ import annotations

import argparse

from mindie_tui.headless.printing.table import print_table
from mindie_tui.model.text import one_line
from mindie_tui.store.profiles import load as profiles


def run(args: argparse.Namespace) -> int:
    """Shipped profiles, the site's and one's own; a broken one with its sentence."""
    rows = [(entry.name, entry.origin, one_line(entry.problem or entry.notes)) for entry in profiles.list_profiles()]
    print_table(rows)
    return 0
