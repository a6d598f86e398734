"""`profiles`: shipped profiles, the site's and one's own; one of them resolved; the schema of the format."""

from __future__ import annotations

import argparse
import json
import sys

from mindie_tui.headless.printing import output
from mindie_tui.headless.printing.table import print_table
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.message import in_language
from mindie_tui.model.mindie.artefacts.secret import hidden_values
from mindie_tui.model.text import one_line
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.profiles.save import resolved_text


def run(args: argparse.Namespace) -> int:
    """List, show or describe. Raises ProfileError, CommandLineError."""
    if args.action == "schema":
        if args.name:
            raise CommandLineError("`profiles schema` accepts no name", do="remove the name")
        _print_schema()
    elif args.action == "show":
        if not args.name:
            raise CommandLineError("profiles show needs the name or path of a profile", do="add the name")
        _show(args.name, tuple(args.sets))
    else:
        _list()
    return 0


def _list() -> None:
    """Each profile; a broken one with its sentence."""
    rows = [
        (entry.name, in_language(entry.origin), one_line(in_language((entry.problem or entry.notes).strip())))
        for entry in profiles.list_profiles()
    ]
    print_table(rows)


def _show(name: str, sets: tuple[str, ...]) -> None:
    """A profile with what it extends and nothing left to look up; secrets are hidden."""
    deployment = profiles.with_sets(profiles.load(name).deployment, sets)
    output.hide(hidden_values(deployment))
    sys.stdout.write(resolved_text(deployment))


def _print_schema() -> None:
    from mindie_tui.model.profiles.schema import profile_schema  # only here

    print(json.dumps(profile_schema(), indent=2, ensure_ascii=False))
