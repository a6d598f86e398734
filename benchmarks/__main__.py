"""`python -m benchmarks [NAME...]`: runs the benchmarks, all without a name."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

NAMES = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.name.startswith("_"))


def main(asked: list[str]) -> int:
    unknown = [name for name in asked if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {' '.join(NAMES)}", file=sys.stderr)
        return 64
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state  # a draft of the user's own would open a question; runs stay out of theirs
        for name in asked or NAMES:
            print(f"-- {name}", file=sys.stderr)
            importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
