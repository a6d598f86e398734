"""`import FILE`: a run that another machine exported, or a script that starts a service, known by its content."""

from __future__ import annotations

import argparse
import sys

from mindie_tui.headless.printing import output
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.text import one_line
from mindie_tui.store import paths
from mindie_tui.store.profiles.from_script import MOST_BYTES, ScriptImport, import_script, read_file
from mindie_tui.store.runs import archive

_GZIP = b"\x1f\x8b"


def run(args: argparse.Namespace) -> int:
    """Take a run in, or make a profile of a script. Raises StoreError, Refused."""
    if args.file != "-":
        path = paths.expand_home(args.file)
        data = read_file(path)
        if data.startswith(_GZIP):
            run, new = archive.take_in(path)
            output.say(Message("{run}: imported" if new else "{run}: already here, and identical", run=run.id))
            print(f"  mindie-tui show {run.id}")
            return 0
        source = str(path)
    else:
        data, source = sys.stdin.buffer.read(MOST_BYTES + 1), "-"
    _print(import_script(data, source, args.name))
    return 0


def _print(done: ScriptImport) -> None:
    """What was written, and each line that is not in it; secrets are hidden."""
    output.hide(done.secrets)
    name, path = done.profile.deployment.name, paths.shorten(done.profile.path)
    print(in_language(Message("{name}: a profile of {label}, {path}", name=name, label=done.engine.label, path=path)))
    if done.remarks:
        print(in_language(Message("{count} lines are not in it, or not as they are:", count=len(done.remarks))))
    for remark in done.remarks:
        print(f"  {remark.line}: {one_line(remark.text)[:200]}")
        print(f"      {in_language(remark.why)}")
    print(f"  mindie-tui validate {name}")
