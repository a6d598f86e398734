"""The real ais_bench where it is installed, a service's config.json for it, and its own config file read back."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any

COMMAND = os.environ.get("AIS_BENCH") or str(Path(__file__).parents[2] / ".venv-aisbench" / "bin" / "ais_bench")
"""The real program: `make test-aisbench` installs it, AIS_BENCH names another one."""
CONFIG = {
    "ServerConfig": {"port": 1025},
    "BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"modelName": "deepseek", "modelWeightPath": "/w/d"}]}},
}


def executed(text: str) -> dict[str, Any]:
    """The one model of a config file, read without its import."""
    tree = ast.parse(text)
    (assign,) = (node for node in tree.body if isinstance(node, ast.Assign))
    (call,) = assign.value.elts  # type: ignore[attr-defined]

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Call):
            return {word.arg: value(word.value) for word in node.keywords}
        return node.id if isinstance(node, ast.Name) else ast.literal_eval(node)

    model: dict[str, Any] = value(call)
    return model
