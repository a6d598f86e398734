"""ais_bench of a demo node: the real command line of a performance run, real requests, the real lines and files.

As the real one it is a parent that starts `sh -c` with openicl_api_infer.py and makes the tables when that has ended,
whatever its status. TERM to the parent alone leaves the child running; INT to the group is answered with tables of
what is done. An accuracy run evaluates and sums up in ais_bench_accuracy. Pauses are those of the real imports,
divided by speed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import types
import uuid
from pathlib import Path

import ais_bench_accuracy as accuracy
import ais_bench_tables as tables
from ais_bench_words import bar, coded, err, fancy_grid, grid, info, pause, traceback, warn

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from typing import Any

    from ais_bench_words import Document

INSTALLED = Path(os.environ["MINDIE_DEMO_NODE"]).parent / "benchmark" / "ais_bench" / "benchmark" / "configs"


class Anything(types.ModuleType):
    """`from ais_bench.benchmark.models import X` gives the text of its name: nothing here calls a class."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> Name:
        if name.startswith("__"):
            raise AttributeError(name)
        return Name(f"{self.__name__}.{name}")


class Name(str):
    """The name of a class, which can stand as a base: nothing is built of it."""

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[()]:
        return ()

    def __getattr__(self, name: str) -> Callable[..., Callable[[Any], Any]]:
        return lambda *_, **__: lambda of: of


class StandInFinder:
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.split(".")[0] not in ("ais_bench", "mmengine", "opencompass"):
            return None
        from importlib.machinery import ModuleSpec

        loader: Any = self  # what the import system asks of one is below
        return ModuleSpec(name, loader, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return Anything(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def find(kind: str, name: str, config_dir: str | None) -> Path:
    """The config file of this name: beside the installed ones those of --config-dir win, with a warning."""
    found: list[Path] = []
    for root in (Path(config_dir) / kind if config_dir else None, INSTALLED / kind):
        if root and root.is_dir():
            found += sorted(root.rglob(f"{name}.py"))
    if not found:
        last = "ValueError: The provided pattern matches 0 or more than one config. Please verify your pattern.\n"
        traceback([("cli/config_manager.py", 112, "load_config", f"match_cfg_file({kind!r}, {name!r})")], last)
        sys.exit(1)
    if len(found) > 1:
        rows = [(name if number == 0 else "", str(file)) for number, file in enumerate(found)]
        lines = grid([("Ambiguous patterns", "Matched files"), *rows]).split("\n")
        lines[2] = "|" + lines[2][1:-1] + "|"
        warn("Found ambiguous patterns, using the first matched config.\n" + "\n".join(lines))
    info(f"Loading {name}: {found[0]}")
    return found[0]


def executed(path: Path) -> dict[str, Any]:
    sys.meta_path.insert(0, StandInFinder())
    values: dict[str, Any] = {}
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), values)
    finally:
        sys.meta_path.pop(0)
    return values


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ais_bench", description="AISBench, as a demo node has it")
    parser.add_argument("config", nargs="?")
    parser.add_argument("--models", nargs="+", default=[])
    parser.add_argument("--datasets", nargs="+", default=[])
    parser.add_argument("--summarizer", default="default_perf")
    parser.add_argument("--mode", "-m", default="all")
    parser.add_argument("--work-dir", "-w", default="outputs/default")
    parser.add_argument("--config-dir")
    parser.add_argument("--num-prompts", type=int)
    parser.add_argument("--num-warmups", type=int, default=1)
    parser.add_argument("--max-num-workers", type=int, default=1)
    parser.add_argument("--reuse", "-r", nargs="?", const="latest")
    for flag in ("--debug", "--dry-run", "--search", "--merge-ds", "--dump-eval-details", "--pressure"):
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    stamp = time.strftime("%Y%m%d_%H%M%S")
    signal.signal(signal.SIGINT, lambda *_: warn("Keyboard interrupt. Please wait for tasks exit gracefully..."))
    pause(3)
    model, datasets = configured(asked)
    folder = run_folder(asked, stamp)
    dataset = datasets[0]
    if asked.num_prompts:
        info(f"Keeping the first {asked.num_prompts} prompts for dataset [{dataset['abbr']}]")
    config = folder / "configs" / f"{folder.name}_{os.getpid()}.py"
    config.parent.mkdir(exist_ok=True)
    config.write_text(f"models={[model]!r}\ndatasets={[dataset]!r}\nwork_dir={str(folder)!r}\n")
    task = {
        "folder": str(folder),
        "model": model,
        "dataset": dataset,
        "num_prompts": asked.num_prompts,
        "num_warmups": asked.num_warmups,
        "debug": asked.debug,
        "mode": asked.mode,
        "name": dataset["abbr"],
    }
    if asked.mode == "all":
        merged = f"{asked.datasets[0].split('_gen')[0]}dataset"
        groups = [(merged, datasets)] if asked.merge_ds else [(one["abbr"], [one]) for one in datasets]
        for name, group in groups:
            infer(task | {"name": name, "datasets": group, "dataset": group[0]})
        accuracy.evaluations(folder, model, datasets, asked.dump_eval_details)
        accuracy.summarize(folder, model, datasets, time.strftime("%Y%m%d_%H%M%S"))
        return
    if not asked.reuse:
        infer(task)
    summarize(folder, model, dataset)


def configured(asked: argparse.Namespace) -> tuple[Document, list[Document]]:
    """The model and the data sets of the config files that a line names; what is not simulated ends it."""
    model_file = find("models", asked.models[0], asked.config_dir) if asked.models else None
    dataset_file = find("datasets", asked.datasets[0], asked.config_dir) if asked.datasets else None
    if not model_file or not dataset_file:
        err("ais_bench: error: the demo's ais_bench needs --models and --datasets\n")
        sys.exit(2)
    if asked.mode not in ("perf", "all"):
        err(f"ais_bench: error: the demo's ais_bench knows the modes perf and all; {asked.mode} is not simulated\n")
        sys.exit(1)
    find("summarizers", "example" if asked.mode == "all" else asked.summarizer, asked.config_dir)
    model = executed(model_file)["models"][0]
    model["type"] = model["type"] if isinstance(model["type"], str) else model["type"].__name__
    return model, next(v for k, v in executed(dataset_file).items() if k.endswith("_datasets"))


def run_folder(asked: argparse.Namespace, stamp: str) -> Path:
    """The folder of this run; with --reuse that of an earlier one."""
    work = Path(asked.work_dir)
    if asked.reuse:
        known = sorted(p.name for p in work.iterdir() if p.is_dir()) if work.is_dir() else []
        stamp = asked.reuse if asked.reuse != "latest" else (known or [stamp])[-1]
    folder = work / stamp
    folder.mkdir(parents=True, exist_ok=True)
    info(f"Current exp folder: {folder}")
    return folder


def infer(task: Document) -> None:
    """The child does the requests; its status is looked at by nobody, as in the real one."""
    info("Starting inference tasks...")
    info("Partitioned into 1 tasks.")
    info("Merging datasets with the same model and inferencer...")
    info(f"Launch TasksMonitor, PID: {os.getpid() + 1}, Refresh interval: 0.5, Run in background: True")
    Path("tmp").mkdir(exist_ok=True)
    params = Path("tmp") / f"{uuid.uuid4()}_params.py"
    params.write_text("task = " + json.dumps(task))
    program = Path(__file__).with_name("openicl_api_infer.py")
    # INT is the child's to answer: the shell between must outlive it, or the tables come before its last batch
    command = f'trap : INT; "{sys.executable}" "{program}" {params}; exit $?'
    began = time.monotonic()
    if task["debug"]:
        child = subprocess.Popen(command, shell=True)
    else:
        abbr = task["model"]["abbr"]
        out = Path(task["folder"]) / "logs" / "infer" / abbr / f"{task['dataset']['abbr']}.out"
        out.parent.mkdir(parents=True)
        err(bar("Monitoring tasks progress", 0, 1, 0, "it"))
        with out.open("wb") as file:
            child = subprocess.Popen(command, shell=True, stdout=file, stderr=file)
    while child.poll() is None:
        time.sleep(0.05)
    if not task["debug"]:
        err(bar("Monitoring tasks progress", 1, 1, time.monotonic() - began, "it") + "\n")
    params.unlink(missing_ok=True)
    pause(1.2)
    info("Inference tasks completed.")


MAIN = [
    ("cli/main.py", 6, "main", "task_manager.run()"),
    ("cli/task_manager.py", 39, "run", "workflow_executor.execute()"),
    ("cli/workers.py", 492, "execute", "worker.do_work(cfg)"),
    ("cli/workers.py", 469, "do_work", "summarizer.summarize()"),
]


def summarize(folder: Path, model: Document, dataset: Document) -> None:
    """Tables out of the details, or of what a run that was ended left in tmp/."""
    abbr, name = model["abbr"], dataset["abbr"]
    at = folder / "performances" / abbr
    info("Summarizing performance results...")
    lines = sorted(at.glob(f"{name}_details.jsonl"))
    databases = sorted((at / "db_data").glob("*.db"))
    if not lines:
        warn(f"Can't find details perf data of [{abbr}/{name}] in {folder}, use tmp cache data.")
        lines, databases = sorted((at / "tmp").glob("tmp_*.jsonl")), sorted((at / "tmp").glob("tmp_*.db"))
    if not lines or not databases:
        text = f"Can't find any details perf data file in work_dir, please check {folder}."
        load = ("summarizers/default_perf.py", 253, "_load_details_perf_data", "raise FileMatchError(")
        traceback([*MAIN, load], coded("FileMatchError", "SUMM-FILE-001", "can't find detail perf data file", text))
        sys.exit(1)
    loaded = tables.load(lines[0].read_text(encoding="utf-8").splitlines(), databases[0])
    count, began = len(loaded), time.monotonic()
    err(bar("Calculating performance details", 0, count, 0, "it"))
    columns = tables.per_request(loaded)
    pause(0.3)
    err(bar("Calculating performance details", count, count, time.monotonic() - began, "it") + "\n")
    plot = at / f"{name}_plot.html"
    plot.write_text("<html><body>the demo draws no plot</body></html>\n")
    info(f"Request timeline and concurrency chart saved to {plot}")
    info(f"The {name}_plot has been saved in {plot}")
    info("Converting performance results for stage...")
    if not columns["E2EL"]:
        check = ("calculators/base_perf_metric_calculator.py", 98, "convert_result", "raise CalculatorError(")
        text = "All results must have the same data structure."
        traceback([*MAIN, check], coded("CalculatorError", "SUMM-MTRC-001", "same data structure", text))
        sys.exit(1)
    info("Performance results conversion completed!")
    info("Starting metrics calculation...")
    rows = tables.rows(columns)
    info("Starting common metrics calculation...")
    common = tables.common(columns, count, model["batch_size"])
    if len(columns["E2EL"]) < count:
        warn("Some requests failed, please check the error logs from responses!")
    info("Adding units to metrics...")
    info("Performance data calculation completed!")
    info(f"Performance Results of task [{abbr}/{name}]: ")
    sys.stdout.write(fancy_grid(rows, centred=(9,)) + "\n")
    shown: list[list[str | float]] = [["Common Metric", "Stage", "Value"]]
    shown += [[key, stage, value] for key, of in common.items() for stage, value in of.items()]
    sys.stdout.write(fancy_grid(shown) + "\n")
    sys.stdout.flush()
    (at / f"{name}.json").write_text(json.dumps(common, indent=4))
    (at / f"{name}.csv").write_bytes("".join(",".join(row) + "\r\n" for row in rows).encode())
    info(f"Performance Result files located in {at}.")
    pause(0.5)


if __name__ == "__main__":
    main()
