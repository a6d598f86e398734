"""Files of older releases of MindIE, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

from mindie_tui.model.documents.document import Json
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.judge import judge

SAMPLES = Path(__file__).parents[1] / "model" / "samples" / "releases"


def sample(name: str) -> Json:
    """A config.json as a release shipped it."""
    return json.loads((SAMPLES / f"{name}.json").read_text())


def judged(config: Json, mindie: str = "", env: dict[str, str] | None = None) -> tuple[Finding, ...]:
    """What is said of a config.json alone, of a release where one is told."""
    site = Site(mindie=mindie, environment_known=False)
    return judge(artefacts.from_texts(json.dumps(config), site=site, environments=(env or {},)))


def errors(found: tuple[Finding, ...]) -> list[str]:
    """The sentences of the errors."""
    return [f.text for f in found if f.severity == "error"]
