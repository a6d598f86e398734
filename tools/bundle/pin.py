"""`make bundle-pins`: writes the newest versions and hashes of all that goes into a bundle."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tools.bundle.fetch import Apt, newest_wheel
from tools.bundle.targets import DEBIAN, ROOT, WHEELS, Target


def write_pins(target: Target, cache: Path) -> None:
    """Ask apt and pip for what they have, and write it down."""
    apt = Apt(target, cache)
    apt.update()
    debian = [asdict(apt.candidate(name)) for name in DEBIAN]
    wheels = [asdict(newest_wheel(target, cache, name, ROOT / "constraints.txt")) for name in WHEELS]
    text = json.dumps({"debian": debian, "wheels": wheels}, indent=1)
    target.pins.write_text(text + "\n", encoding="utf-8")
