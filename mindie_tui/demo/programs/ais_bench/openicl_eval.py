"""The child of the demo's ais_bench that evaluates one subject."""

import json
import re
import sys
from pathlib import Path

from ais_bench_accuracy import evaluate

if __name__ == "__main__":
    evaluate(json.loads(re.sub(r"^task = ", "", Path(sys.argv[1]).read_text(encoding="utf-8"))))
