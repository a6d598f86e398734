"""A standard stream that the caller closed, or that nobody reads, leads nowhere."""

import os
import subprocess
import sys

from mindie_tui.store import streams

PROGRAM = """
import os, sys
from mindie_tui.store import streams
streams.open_closed()
opened = os.open(os.devnull, os.O_RDONLY)
print("no reader")
print(opened > 2, sys.stdout.fileno(), file=sys.stderr)
"""


def test_a_closed_stream_gives_its_number_to_no_other_file():
    command = f'exec "{sys.executable}" -c "$PROGRAM" >&-'
    done = subprocess.run(
        ["sh", "-c", command], env=dict(os.environ, PROGRAM=PROGRAM), stderr=subprocess.PIPE, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "True 1\n")


def test_what_is_written_to_a_stream_let_go_is_no_error():
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as out:
        os.close(reader)
        streams.let_go(out)
        out.write("x" * 100_000)
        out.flush()
        assert os.readlink(f"/proc/self/fd/{out.fileno()}") == os.devnull
