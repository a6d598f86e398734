"""Requests of a fixed length: a data set of AISBench's that makes them up, as a config file beside the model's.

Source: AISBench 3.1, configs/datasets/synthetic and datasets/synthetic.py: a prompt is as many times the letter A as it
has tokens, so all prompts are alike; the length of the answer goes with each request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.deployment import Performance

NAME = "synthetic_lengths"
"""The config's name, `--datasets`; nothing of the installation is called so."""


def of(performance: Performance) -> tuple[int, int] | None:
    """(input, output) tokens of one point; None where its data set is a real one."""
    sweep = performance.sweep
    return sweep.lengths[0] if performance.datasets == NAME and sweep is not None and sweep.lengths else None


def key(pair: tuple[int, int]) -> dict[str, int]:
    """The request lengths in the key of a point."""
    return {"input_len": pair[0], "output_len": pair[1]}


def of_key(found: Mapping[str, Any]) -> tuple[Any, Any]:
    """The lengths in the key of a point; (None, None) of a data set."""
    return found.get("input_len"), found.get("output_len")


def config_text(pair: tuple[int, int], count: int) -> str:
    """The config of the data set: `count` requests of these lengths."""

    def fixed(tokens: int) -> dict[str, Any]:
        return {"Method": "uniform", "Params": {"MinValue": tokens, "MaxValue": tokens}}

    asked: dict[str, Any] = {"Type": "string", "RequestCount": count, "TrustRemoteCode": False}
    asked["StringConfig"] = {"Input": fixed(pair[0]), "Output": fixed(pair[1])}
    return (
        "# Written by mindie-tui for one run: requests of a fixed length.\n"
        "from ais_bench.benchmark.datasets import MATHEvaluator, SyntheticDataset\n"
        "from ais_bench.benchmark.openicl.icl_inferencer import GenInferencer\n"
        "from ais_bench.benchmark.openicl.icl_prompt_template import PromptTemplate\n"
        "from ais_bench.benchmark.openicl.icl_retriever import ZeroRetriever\n\n"
        "synthetic_datasets = [\n    dict(\n"
        "        abbr='synthetic',\n        type=SyntheticDataset,\n"
        f"        config={asked!r},\n"
        "        reader_cfg=dict(input_columns=['question', 'max_out_len'], output_column='answer'),\n"
        "        infer_cfg=dict(\n"
        "            prompt_template=dict(type=PromptTemplate, template='{question}'),\n"
        "            retriever=dict(type=ZeroRetriever),\n"
        "            inferencer=dict(type=GenInferencer),\n        ),\n"
        "        eval_cfg=dict(evaluator=dict(type=MATHEvaluator, version='v2')),\n    )\n]\n"
    )
