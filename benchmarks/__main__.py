"""`python -m benchmarks [NAME...]`: runs the benchmarks, all without a name."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

NAMES = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.name.startswith("_"))


def main(asked: list[str]) -> int:
    unknown = [name for name in asked if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {' '.join(NAMES)}", file=sys.stderr)
        return 64
    for name in asked or NAMES:
        print(f"-- {name}", file=sys.stderr)
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
