"""The data sets that a profile's bench reads, and their folders on the bench node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.deployment import Deployment

LAYOUTS = {
    "gsm8k": ("train.jsonl", "test.jsonl"),
    "mmlu": ("dev", "test"),
    "ceval": ("formal_ceval/dev", "formal_ceval/val"),
}
"""What AISBench opens in the folder of a data set (docs/developers/aisbench.md, Layouts); others are not known."""
NO_DATA = ("synthetic",)
"""Configs that make their requests themselves."""


@dataclass(frozen=True, slots=True)
class DataWanted:
    """One config of data sets that a bench reads."""

    config: str
    """As in `datasets` of the profile."""
    where: str
    """The key of the profile that asks for it: bench.performance."""
    asked: int | None = None
    """Number of prompts; None: all of the data set."""


def is_of(config: str, name: str) -> bool:
    """Whether a config reads the data set `name`: gsm8k_gen_0_shot_cot_str_perf reads gsm8k."""
    return f"{config}_".startswith(f"{name}_")


def wanted(deployment: Deployment) -> tuple[DataWanted, ...]:
    """What the performance run and the accuracy runs read, each config once."""
    bench, found = deployment.bench, list[DataWanted]()
    made_up = bench.performance is not None and bench.performance.sweep is not None and bench.performance.sweep.lengths
    if bench.performance is not None and not made_up:
        found.append(DataWanted(bench.performance.datasets, "bench.performance", bench.performance.num_prompts))
    runs = bench.accuracy.runs if bench.accuracy is not None else ()
    for run in runs:
        if run.datasets not in (one.config for one in found):
            found.append(DataWanted(run.datasets, "bench.accuracy"))
    return tuple(one for one in found if not one.config.startswith(NO_DATA))


def question(deployment: Deployment, filled: Callable[[str], bool]) -> dict[str, Any]:
    """The question for on_node/probe.py: {"configs": [{"config", "where", "asked"}], "paths": {name: folder}, "root",
    "layouts", "from": {name: [folder of this machine, whether it is `filled`]}}."""
    bench = deployment.bench
    return {
        "configs": [{"config": w.config, "where": w.where, "asked": w.asked} for w in wanted(deployment)],
        "paths": {name: dataset.path for name, dataset in bench.datasets.items()},
        "root": f"{bench.root}/ais_bench/datasets",
        "layouts": {name: list(files) for name, files in LAYOUTS.items()},
        "from": {name: [d.from_, filled(d.from_)] for name, d in bench.datasets.items() if d.from_ is not None},
    }


def kept_names(names: Sequence[str]) -> str:
    """A few names for a sentence."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
