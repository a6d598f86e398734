"""What the demo's vLLM makes of its command: the same judge as the wizard's, and vLLM's own last words."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mindie_tui.model.finding import Finding
from mindie_tui.model.vllm_ascend.rules.command import ServeCommand, WeightsShape
from mindie_tui.model.vllm_ascend.rules.judge import judge
from mindie_tui.model.vllm_ascend.rules.view import CommandView

DEVICES = 16


def read(argv: Sequence[str], environment: Mapping[str, str]) -> CommandView:
    """The command of this node with its surroundings."""
    command = ServeCommand(tuple(argv), environment, "A3", None, DEVICES)
    model = CommandView(command).model
    return CommandView(ServeCommand(tuple(argv), environment, "A3", _weights(model), DEVICES))


def _weights(model: str | None) -> WeightsShape | None:
    if not model:
        return None
    folder = Path(model)
    try:
        config: Any = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    quantized = any(folder.glob("quant_model_description*.json"))
    return WeightsShape(config, quantized) if isinstance(config, dict) else None


def refusal(view: CommandView) -> tuple[list[str], int] | None:
    """The last lines of what refuses this command, and the exit code; None where it starts."""
    wrong = next((f for f in judge(view.command) if f.severity == "error" and f.stage != "site"), None)
    if wrong is None:
        return None
    if wrong.stage == "arguments":
        text = wrong.mindie or f"vllm serve: error: {wrong.text}"
        return ["usage: vllm serve [model_tag] [options]", text], 2
    front = f"(APIServer pid={os.getpid()}) "
    lines = ["Traceback (most recent call last):", *_raised(wrong)]
    return [front + line for line in lines], 1


def _raised(wrong: Finding) -> list[str]:
    text = wrong.mindie or wrong.text
    if wrong.stage == "workers":
        return [f"RuntimeError: {text}"]
    return [
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for VllmConfig",
        f"  Value error, {text} [type=value_error, input_value=ArgsKwargs(()), input_type=ArgsKwargs]",
    ]


def worker_error(view: CommandView) -> str | None:
    """Why the workers of this node cannot take their devices: the configuration does not look."""
    found = [f for f in judge(view.command) if f.code == "site.devices"]
    return found[0].mindie if found else None


def bound(port: int) -> socket.socket:
    """The socket of the service, bound before anything is loaded, with SO_REUSEPORT. Raises OSError."""
    serving = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    serving.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    serving.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    serving.bind(("0.0.0.0", port))
    serving.setblocking(False)
    return serving
