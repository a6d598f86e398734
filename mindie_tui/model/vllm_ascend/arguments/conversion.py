"""Each kind of argument: its text becomes a value, or vLLM's own words for why it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.numbers import (
    BinaryDecimalError,
    human_readable_int,
    human_readable_int_or_auto,
)

_OBJECT = re.compile(r"(?s)^\s*{.*}\s*$")
_NAMES = {"int": "<class 'int'>", "float": "<class 'float'>", "loads": "<function loads at 0x..>"}
"""How vLLM prints a converter where the argument may also be None."""


class ConversionError(ValueError):
    """The text does not fit the kind. str() is what vLLM says after the name of the argument."""

    def __init__(self, text: str, keys: tuple[str, ...] = (), details: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.keys = keys
        """Of a JSON argument: the keys at fault, dotted."""
        self.details = details
        """One sentence for each key."""


class SentenceError(ConversionError):
    """str() is the whole sentence: vLLM does not put the name of the argument in front."""


def convert(kind: str, text: str) -> Json:
    """The value of an argument of this kind (`Argument.kind`); a JSON argument with a declared form is in `structured`.

    Raises ConversionError.
    """
    optional = kind.startswith("optional ")
    if optional and text in ("", "None"):
        return None
    name = kind.removeprefix("optional ")
    if name in ("str", "None"):
        return text
    if name == "union_dict_and_str":
        return _wrapped("loads", json.loads, text) if _OBJECT.match(text) else text
    if name in ("json", "parse_type.<locals>._parse_type"):
        return _wrapped("loads", json.loads, text)
    if name.endswith("<lambda>"):
        return text.lower().replace("-", "_")
    function = _FUNCTIONS[name]
    return _wrapped(name, function, text) if optional else _plain(name, function, text)


def convert_lora_module(text: str) -> Json:
    """One adapter of `--lora-modules`: NAME=PATH, or a JSON object. Raises SentenceError."""
    name, equals, path = text.partition("=")
    if equals and "," not in text:
        if "=" in path:
            raise SentenceError("too many values to unpack (expected 2)")
        return {"name": name, "path": path, **_LORA_DEFAULTS}
    try:
        adapter = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SentenceError(f"vllm serve: error: Invalid JSON format for --lora-modules: {text}") from error
    known = {"name", "path", *_LORA_DEFAULTS}
    if not isinstance(adapter, dict) or not {"name", "path"} <= adapter.keys() <= known:
        raise SentenceError(f"vllm serve: error: Invalid fields for --lora-modules: {text}")
    return {"name": adapter["name"], "path": adapter["path"], **_LORA_DEFAULTS, **adapter}


_LORA_DEFAULTS: dict[str, Json] = {"base_model_name": None, "is_3d_lora_weight": False}
_FUNCTIONS: dict[str, Callable[[str], Json]] = {
    "int": int,
    "float": float,
    "loads": json.loads,
    "human_readable_int": human_readable_int,
    "human_readable_int_or_auto": human_readable_int_or_auto,
}


def _plain(name: str, function: Callable[[str], Json], text: str) -> Json:
    """The value, or argparse's own sentence."""
    try:
        return function(text)
    except BinaryDecimalError as error:
        raise ConversionError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ConversionError(f"invalid {name} value: {text!r}") from error


def _wrapped(name: str, function: Callable[[str], Json], text: str) -> Json:
    """The value, or the sentence of vLLM's wrapper for values that may be None or JSON."""
    try:
        return function(text)
    except BinaryDecimalError as error:
        raise ConversionError(str(error)) from error
    except (ValueError, RecursionError) as error:
        shown = _NAMES.get(name, f"<function {name} at 0x..>")
        raise ConversionError(f"Value {text} cannot be converted to {shown}.") from error
