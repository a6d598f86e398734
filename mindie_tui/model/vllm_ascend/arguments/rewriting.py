"""What vLLM makes of a command line before its parser sees it.

The model moves to the front, a configuration file is put in, underscores in flags become dashes, -O3 becomes a flag,
dotted keys are collected into JSON. Source: vllm 0.23.0, `vllm/utils/argparse_utils.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.numbers import human_readable_int

_MODEL = re.compile(r"^--model(=.+|$)")
_CONFIG = re.compile(r"^--config(=.+|$)")
_SERVED = re.compile(r"^--served[-_]model[-_]name(=.+|$)")
_FLAG_NAME = re.compile(r"(?<=--)[^\.]*")


class RewritingError(ValueError):
    """vLLM ends here, before it parses. str() is its sentence; `flags` are the arguments at fault."""

    def __init__(self, text: str, *flags: str) -> None:
        super().__init__(text)
        self.flags = flags


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The arguments as the parser gets them."""

    args: tuple[str, ...]
    duplicates: tuple[str, ...]
    """Flags and dotted keys that were given twice; the last one counts, vLLM only warns."""
    unread: tuple[str, ...] = ()
    """Configuration files that were not handed in: what they say is unknown."""


def rewrite(argv: Sequence[str], files: Mapping[str, Json] | None) -> Rewritten:
    """The arguments after `vllm serve`, rewritten; `files` has the documents of YAML configuration files by path.

    `files` None: nobody looked, so that a file is left out and listed as unread; otherwise a file that is not in it
    does not exist. Raises RewritingError.
    """
    args = _with_model_first(list(argv))
    unread: tuple[str, ...] = ()
    if "--config" in args:
        args, unread = _with_config_file(args, files)
    args, duplicates = _with_keys_merged(_renamed(args))
    return Rewritten(tuple(args), duplicates, unread)


def _with_model_first(args: list[str]) -> list[str]:
    at = next((i for i, arg in enumerate(args) if _MODEL.match(arg)), None)
    if at is not None:
        own = args[at] == "--model"
        if own and at + 1 == len(args):
            raise RewritingError("list index out of range", "--model")
        model = args[at + 1] if own else args[at].removeprefix("--model=")
        args = [model, *args[:at], *args[at + 1 + own :]]
    if args and args[0].startswith("-") and not any(map(_CONFIG.match, args)) and (any(map(_SERVED.match, args))):
        raise RewritingError(
            "`model` should be provided as the first positional argument when using `vllm serve`. "
            "i.e. `vllm serve <model> --<arg> <value>`.",
            "--served-model-name",
        )
    return args


def _with_config_file(args: list[str], files: Mapping[str, Json] | None) -> tuple[list[str], tuple[str, ...]]:
    """The arguments of the file come after the model and before the others, so that the command line wins."""
    if args.count("--config") > 1:
        raise RewritingError("More than one config file specified!", "--config")
    at = args.index("--config")
    if at + 1 == len(args):
        raise RewritingError("No config file specified! Please check your command-line arguments.", "--config")
    path, rest = args[at + 1], args[:at] + args[at + 2 :]
    kind = path.rpartition(".")[2]
    if kind not in ("yaml", "yml"):
        raise RewritingError(f"Config file must be of a yaml/yml type. {kind} supplied", "--config")
    if files is None:
        return rest, (path,)
    if path not in files:
        raise RewritingError(f"[Errno 2] No such file or directory: {path!r}", "--config")
    own = _of_config_file(files[path])
    in_front = bool(args) and not args[0].startswith("-")
    if not in_front and "--model" not in own:
        raise RewritingError(
            "No model specified! Please specify model either as a positional argument or in a config file.", "--config"
        )
    return [*rest[:in_front], *own, *rest[in_front:]], ()


def _of_config_file(config: Json) -> list[str]:
    """The arguments of a configuration file; `false` and empty lists say nothing."""
    if not isinstance(config, dict):
        raise RewritingError(f"{type(config).__name__!r} object has no attribute 'items'", "--config")
    args: list[str] = []
    for key, value in config.items():
        if value is False or value == []:
            continue
        args.append(f"--{key}")
        if isinstance(value, list):
            args += map(str, value)
        elif isinstance(value, dict):
            args.append(json.dumps(value))
        elif value is not True:
            args.append(str(value))
    return args


def _renamed(args: list[str]) -> list[str]:
    """Underscores become dashes in each flag up to its first dot; -O3 becomes --optimization-level 3."""
    renamed = []
    for i, arg in enumerate(args):
        if arg.startswith("--help="):
            renamed.append("--help")
        elif arg.startswith("--"):
            key, equals, value = arg.partition("=")
            key = _FLAG_NAME.sub(lambda m: m.group().replace("_", "-"), key, count=1)
            renamed.append(f"{key}{equals}{value}")
        elif arg.startswith("-O") and arg != "-O":
            renamed += ["--optimization-level", arg[3:] if arg[2] == "=" else arg[2:]]
        elif arg == "-O" and args[i + 1 : i + 2] and args[i + 1] in ("0", "1", "2", "3"):
            renamed.append("--optimization-level")
        else:
            renamed.append(arg)
    return renamed


def _with_keys_merged(args: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The dotted keys of a flag, taken out and appended as one JSON object; and what was given twice."""
    plain: list[str] = []
    objects: dict[str, dict[str, Json]] = {}
    seen: set[str] = set()
    duplicates: dict[str, None] = {}
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if arg.startswith("--") and "." not in arg:
            duplicates |= {name: None} if name in seen else {}
            seen.add(name)
        if not arg.startswith("-") or "." not in name:
            plain.append(arg)
            continue
        if not equals:
            try:
                value = next(rest)
            except StopIteration:
                raise RewritingError("list index out of range", name) from None
        flag, keys, item = _dotted(name, value)
        for key in reversed(keys):
            item = {key: item}
        duplicates |= {f"{flag}.{key}": None for key in _merge(objects.setdefault(flag, {}), item)}
    for flag, merged in objects.items():
        plain += [flag, json.dumps(merged)]
    return plain, tuple(duplicates)


def _dotted(name: str, text: str) -> tuple[str, list[str], Json]:
    """Flag, keys and value of `--flag.key.key value`; `key+` appends to a list."""
    if name.endswith("+"):
        name, text = name[:-1], json.dumps(text.split(","))
    flag, *keys = name.split(".")
    try:
        return flag, keys, json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return flag, keys, human_readable_int(text)
    except ValueError:
        return flag, keys, text


def _merge(into: dict[str, Json], more: dict[str, Json]) -> list[str]:
    """Puts `more` into `into`; lists are joined, objects merged. Returns the keys that were overwritten."""
    overwritten = []
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            overwritten += [f"{key}.{inner}" for inner in _merge(into[key], value)]
        elif isinstance(value, list) and isinstance(into.get(key), list):
            into[key] += value
        else:
            overwritten += [key] if key in into else []
            into[key] = value
    return overwritten
