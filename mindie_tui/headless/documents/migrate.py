"""`migrate FILE`: a config.json of one release of MindIE written for another, to standard output; what changed and
why to standard error."""

from __future__ import annotations

import argparse
import sys

from mindie_tui.headless.documents.given import document_of
from mindie_tui.headless.printing.output import complain
from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.document import dump
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.message import Message, phrase
from mindie_tui.model.mindie.artefacts import migration
from mindie_tui.model.mindie.parameters import releases
from mindie_tui.model.release import as_release


def run(args: argparse.Namespace) -> int:
    """The command. Raises CommandLineError for an unknown release, ProfileError for a file that is not JSON."""
    to = as_release(args.to)
    if to.before(migration.OLDEST_TARGET):
        what = Message(
            "--to {text}: a file is written for {OLDEST_TARGET} and newer",
            text=to.text,
            OLDEST_TARGET=migration.OLDEST_TARGET,
        )
        raise CommandLineError(
            what, do=Message("write {OLDEST_TARGET} or a newer release", OLDEST_TARGET=migration.OLDEST_TARGET)
        )
    name = args.file if args.file == "-" or "/" in args.file else f"./{args.file}"
    parsed = json_text.parse(document_of(name)[1] or b"")
    if parsed.refusal is not None or not isinstance(parsed.value, dict):
        at = parsed.refusal
        why = Message("it is not JSON: {text}", text=phrase(at.text)) if at is not None else "it is not a JSON object"
        line, column = (at.line, at.column) if at is not None else (1, 1)
        raise ProfileError(why, file=args.file, line=line, column=column, do="name a config.json of MindIE")
    looks = releases.looks_like(parsed.value)
    value, changes = migration.migrate(parsed.value, to)
    of = f"MindIE {looks.release.text}'s form" if looks is not None else "no form of an old release"
    complain(
        Message(
            "{file}: {of}; written for MindIE {text}, {count} changes",
            file=args.file,
            of=of,
            text=to.text,
            count=len(changes),
        )
    )
    for change in changes:
        complain(f"  {change.pointer} {change.what}: {change.why}")
    sys.stdout.write(dump(value))
    return 0
