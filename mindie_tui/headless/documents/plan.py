"""`plan MODEL_DIR|config.json`: the least nodes and the best layouts of a model, without any node."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, replace
from math import ceil
from typing import Any

from mindie_tui.headless.documents.model_files import ModelFiles, model_files
from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.output import complain
from mindie_tui.headless.printing.table import print_table
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.memory import plan, vllm_ascend
from mindie_tui.model.memory.checkpoint import checkpoint
from mindie_tui.model.memory.dimensions import Dimensions, NotKnown, dimensions
from mindie_tui.model.memory.fit import FITS, MOST, NODE_COUNTS, Fitting, npu_kind
from mindie_tui.model.memory.quantisation import Quantisation, configured, described, named
from mindie_tui.model.memory.rank import ServedLoad
from mindie_tui.model.memory.shapes import tensors
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.mindie import weights_split
from mindie_tui.model.text import one_line
from mindie_tui.store.shown.kept_starts import seen_of_run, starts_of_model

ANSWERS = {
    "fits": Message("fits"),
    "tight": Message("tight"),
    "does not fit": Message("does not fit"),
    "not known": Message("not known"),
}


def run(args: argparse.Namespace) -> int:
    """The command: 0 with a layout that is not too large, 1 without one or where the model is not known."""
    files = model_files(args.model)
    try:
        dims = dimensions(files.config)
        quantisation, notes = _quantisation(args, files, dims)
        model = _planned_model(args, files, dims, quantisation)
        if args.run is not None:
            model = replace(model, starts=(seen_of_run(args.run, model),))
        elif args.engine == "mindie":
            model = replace(model, starts=starts_of_model(model))
        counts = args.nodes if args.nodes is not None and len(args.nodes) > 1 else NODE_COUNTS
        least = plan.least_nodes_of(model, counts)
    except NotKnown as error:
        return _not_known(args, files, error)
    nodes = args.nodes[0] if args.nodes is not None and len(args.nodes) == 1 else least.nodes if least else counts[-1]
    layouts = plan.ranked(model, nodes)
    if args.json:
        write_json(_as_json(model, files, least, layouts, args.most), sys.stdout)
        complain(*map(in_language, notes))
    else:
        _print(model, files, _least_line(least, model, counts[-1]), layouts[: args.most], notes)
    return 0 if layouts and layouts[0].verdict != "does not fit" else 1


def _quantisation(args: argparse.Namespace, files: ModelFiles, dims: Dimensions) -> tuple[Quantisation, list[Message]]:
    """The option decides, then the description, then the configuration; with what a person must know of it."""
    notes: list[Message] = []
    fp8 = Message("FP8 weights take 2 bytes each on these NPUs; --quant W8A8 plans the quantised model")
    try:
        if args.quant is not None:
            return named(args.quant, dims), notes
        if files.description is None:
            found = configured(files.config, dims)
            if found.label == "FP8":
                notes.append(fp8)
            return found, notes
    except ValueError as error:
        raise CommandLineError(str(error), do="name the quantisation with --quant") from error
    made = described(files.description, dims.layers)
    if made.unknown:
        notes.append(
            Message("quantisation {names} has no rules here: its tensors count as FLOAT", names=", ".join(made.unknown))
        )
    if not any(tensor.name in made.described for tensor in tensors(dims)):
        notes.append(Message("the description of the quantisation names no tensor of this model: all count as FLOAT"))
    if files.config.get("quantization_config"):
        notes.append(
            Message("quantization_config beside a description of modelslim: vLLM-Ascend may load the weights as BF16")
        )
    return made, notes


def _planned_model(
    args: argparse.Namespace, files: ModelFiles, dims: Dimensions, quantisation: Quantisation
) -> plan.PlannedModel:
    load = ServedLoad(args.input, args.output, args.concurrency or 0, goal=args.goal)
    if args.engine == "mindie":
        rules = weights_split.engine_rules(dims, quantisation, weights_split.MindieOptions(args.mtp))
    else:
        made = vllm_ascend.VllmOptions(vllm_ascend.version_of(args.engine_version), args.mtp)
        rules = vllm_ascend.engine_rules(dims, quantisation, made)
    return plan.PlannedModel(dims, files.config, quantisation, rules, npu_kind(args.npu), load, args.mtp)


def _not_known(args: argparse.Namespace, files: ModelFiles, error: NotKnown) -> int:
    """A lower bound out of the files' size, where the files are there."""
    npu = npu_kind(args.npu)
    nodes = None
    if files.bytes is not None:
        nodes = ceil(files.bytes / (npu.per_node * FITS * npu.visible))
    if args.json:
        made = {"v": 1, "model": files.name, "verdict": "not known", "why": str(error), "bytes": files.bytes}
        write_json(made | {"nodes_at_least": nodes}, sys.stdout)
    elif nodes is None:
        text = Message("{model}: not known ({why}); name the folder of the weights for a lower bound",
                       model=files.name, why=str(error))  # fmt: skip
        print(in_language(text))
    else:
        size = (files.bytes or 0) / GIB
        text = Message("{model}: not known ({why}); the files have {size:.2f} GiB, so at least {nodes} x {npu} nodes",
                       model=files.name, why=str(error), size=size, nodes=nodes, npu=args.npu)  # fmt: skip
        print(in_language(text))
    return 1


def _about(other: float) -> str:
    """The rule of thumb as a range."""
    return f"{other / GIB - 1:.1f}-{other / GIB + 1:.1f}"


def _three_digits(value: int) -> int:
    """Rounded down to three digits."""
    digits = str(value)
    return int(digits[:3].ljust(len(digits), "0"))


def _least_line(least: Fitting | None, model: plan.PlannedModel, most: int) -> Message:
    if least is None:
        return Message("least nodes of {npu}: more than {most}", npu=model.npu.name, most=most)
    if model.cache is None:
        return Message("least nodes of {npu}: {nodes} for the weights alone; the KV cache is not known",
                       nodes=least.nodes, npu=model.npu.name)  # fmt: skip
    verdict = ANSWERS[least.verdict]
    return Message("least nodes of {npu}: {nodes} ({verdict})", nodes=least.nodes, npu=model.npu.name, verdict=verdict)


def _print(
    model: plan.PlannedModel, files: ModelFiles, least_line: Message, layouts: tuple[plan.PlannedLayout, ...],
    notes: list[Message],
) -> None:  # fmt: skip
    size = checkpoint(model.dims, model.quantisation)
    head = f"{files.name}: {model.dims.model_type}, {size.parameters / 1e9:.1f}B"
    print(one_line(f"{head}, {model.quantisation.label}, {size.bytes / GIB:.2f} GiB"))
    print(f"{model.engine.name}: {in_language(model.engine.source)}")
    print(in_language(least_line))
    if not layouts:
        return
    names = ("layout", "nodes", "verdict", "weights GiB", "KV KiB/token", "other GiB", "KV tokens", "requests",
            "spare GiB", "fraction", "why")  # fmt: skip
    rows = [names]
    for one in layouts:
        known = one.kv_token is not None and one.capacity is not None
        rows.append((
            weights_split.sizes_text(one.at), str(one.nodes), in_language(ANSWERS[one.answer]),
            f"{one.weights / GIB:.2f}",
            f"{(one.kv_token or 0) / 1024:.2f}" if known else "-",
            f"{one.other / GIB:.2f}" if model.was_seen(one.at) else _about(one.other),
            str(_three_digits(one.capacity or 0)) if known else "-",
            str(one.requests) if known else "-", f"{one.headroom / GIB:.2f}",
            f"{one.fraction.value:.2f}" if one.fraction.possible else f"> {MOST}",
            in_language(plan.reason(model, one, layouts[0])),
        ))  # fmt: skip
    print_table(rows)
    for note in notes:
        print(in_language(note))
    outside = Message("outside the estimate: long prompts, pictures, LoRA, redundant experts, pools of a prefix cache")
    print(in_language(outside))


def _as_json(
    model: plan.PlannedModel, files: ModelFiles, least: Fitting | None, layouts: tuple[plan.PlannedLayout, ...],
    most: int,
) -> dict[str, Any]:  # fmt: skip
    size = checkpoint(model.dims, model.quantisation)
    return {
        "v": 1,
        "model": files.name,
        "model_type": model.dims.model_type,
        "quantisation": model.quantisation.label,
        "parameters": size.parameters,
        "checkpoint_bytes": size.bytes,
        "engine": model.engine.name,
        "source": str(model.engine.source),
        "npu": model.npu.name,
        "load": {"input": model.load.input, "output": model.load.output, "concurrency": model.load.concurrency or None,
                 "goal": model.load.goal},
        "least": None if least is None else {"nodes": least.nodes, "verdict": least.verdict},
        "layouts": [_layout_json(model, one, layouts[0]) for one in layouts[:most]],
    }  # fmt: skip


def _layout_json(model: plan.PlannedModel, one: plan.PlannedLayout, best: plan.PlannedLayout) -> dict[str, Any]:
    return {
        "sizes": asdict(one.at),
        "nodes": one.nodes,
        "verdict": one.answer,
        "seen": model.was_seen(one.at),
        "weights_bytes": round(one.weights),
        "kv_bytes_per_token": one.kv_token,
        "other_bytes": round(one.other),
        "kv_tokens": one.capacity,
        "requests": one.requests,
        "headroom_bytes": round(one.headroom),
        "memory_fraction": one.fraction.value if one.fraction.possible else None,
        "reason": str(plan.reason(model, one, best)),
        "terms": [term.as_json() for term in plan.layout_terms(model, one)],
    }
