"""`make fuzz`: all that is thrown at the product, with a fixed seed. Status 1 where anything is wrong.

    python -m tests.fuzz [SHARE [SEED]]

SHARE 1 is all of it: 10,000 profiles, 5,000 configurations and rank tables, 700 command lines, 300 run folders.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz import documents, folders, lines, profiles
from tests.fuzz.answers import SEED, own_folders

COUNTS = ((profiles, 10_000), (documents, 5_000), (lines, 700), (folders, 300))


def main() -> int:
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    wrong = 0
    for fuzzer, count in COUNTS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, own_folders(Path(folder)):
            tally = fuzzer.run(max(round(count * share), 1), Path(folder), seed)
        print(f"{tally}; {time.monotonic() - began:.0f} s in all", flush=True)
        for flaw in tally.wrong[:20]:
            print(f"  {flaw}")
        wrong += len(tally.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
