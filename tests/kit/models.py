"""The configurations of published models, by the name of their file."""

import json
from pathlib import Path
from typing import Any

CONFIGS = Path(__file__).parents[1] / "conformance" / "memory" / "configs"


def model_config(name: str, **changes: Any) -> dict[str, Any]:
    """The configuration of a model, with some keys changed; a key that is None is taken away."""
    read: dict[str, Any] = json.loads((CONFIGS / f"{name}.json").read_text(encoding="utf-8"))
    return {key: value for key, value in (read | changes).items() if value is not None}
