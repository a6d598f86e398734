"""Accuracy in the demo's ais_bench: the prompts of a data set, predictions instead of times, evaluation, summary.

Formulas of ais_bench_benchmark 3.1: gsm8k takes the last number of an answer, mmlu and ceval the last option; a
question without an answer counts as wrong, said only by one warning. A group is the mean of its subjects.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
import time
import uuid
import zlib
from pathlib import Path

from ais_bench_words import info, pause, traceback, warn

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from ais_bench_words import Document


def place(path: str | Path) -> Path:
    """The path of a data set: an absolute one as it is, else below AIS_BENCH_DATASETS_CACHE."""
    path = Path(path)
    if not path.is_absolute():
        root = os.environ.get("AIS_BENCH_DATASETS_CACHE")
        path = Path(root or os.path.dirname(os.environ["MINDIE_DEMO_NODE"].rstrip("/")) + "/data") / path
        if not path.exists():
            raise FileExistsError(f"Dataset path: {path} is not exist!")
    return path


def read(path: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(f"[Errno 2] No such file or directory: '{path}'")
    return path.read_text(encoding="utf-8")


def fill(prompt: str, row: dict[str, str]) -> str:
    return re.sub(r"\{(question|input|[ABCD])\}", lambda m: row[m.group(1)], prompt)


def items(dataset: Document) -> list[tuple[str, str]]:
    """(prompt, gold) of each question that is scored; every split must be there, as the real loader wants it."""
    at, name = place(dataset["path"]), dataset.get("name")
    if name is None:
        texts = {part: read(at / f"{part}.jsonl") for part in ("train", "test")}
        rows = [json.loads(line) for line in texts["test"].splitlines() if line.strip()]
        return [(dataset["prompt"].replace("{question}", row["question"]), row["answer"]) for row in rows]
    ceval = "ceval" in dataset["abbr"]
    texts = {
        part: read(at / part / f"{name}_{part}.csv") for part in (("dev", "val", "test") if ceval else ("dev", "test"))
    }
    rows = list(csv.reader(texts["val" if ceval else "test"].splitlines()))
    head = rows.pop(0) if ceval else ["input", "A", "B", "C", "D", "target"]
    found = []
    for row in (dict(zip(head, row, strict=True)) for row in rows):
        found.append((fill(dataset["prompt"], row), row["answer" if ceval else "target"]))
    return found


def extract(abbr: str, text: str) -> str:
    """What the answer says, as the data set's postprocessor reads it."""
    if "mmlu" in abbr or "ceval" in abbr:
        letters: list[str] = re.findall(r"(?<![A-Za-z])([ABCD])(?![A-Za-z])", text)
        return letters[-1] if letters else ""
    numbers: list[str] = re.findall(r"-?\d+\.\d+|-?\d+", text.split("Question:")[0])
    return numbers[-1] if numbers else "NULL"


def evaluate(task: Document) -> None:
    """One subject: its result file, and the warning that is the only sign of missing answers."""
    dataset, abbr = task["dataset"], task["model"]["abbr"]
    name = dataset["abbr"]
    pause(3)
    began = time.monotonic()
    info("Debug mode, print progress directly")
    work = Path(task["folder"])
    path = work / "predictions" / abbr / f"{name}.jsonl"
    if not path.exists():
        warn(f"Task {abbr}/{name}: No predictions found.")
        return
    answers = {one["id"]: one for one in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    questions = items(dataset)
    missing = sum(number not in answers for number in range(len(questions)))
    if missing:
        warn(f"Total {missing} data are not in the predictions. These data may failed in inference stage.")
    info("Running 1-th replica of evaluation")
    details: dict[str, Document] = {}
    right = 0
    for number, (prompt, gold) in enumerate(questions):
        text = answers.get(number, {}).get("prediction", "")
        pred, answer = extract(name, text), gold.split("#### ")[-1].replace(",", "")
        good = bool(text) and pred == answer
        right += good
        details[str(number)] = {"prompt": [{"role": "HUMAN", "prompt": prompt}], "origin_prediction": text}
        if dataset.get("name") is None:
            details[str(number)] |= {"predictions": [pred], "references": [answer], "correct": [good]}
        else:
            details[str(number)] |= {"predictions": pred, "references": answer}
    result: Document = {"accuracy": 100 * right / len(questions)}
    if task["details"]:
        result |= {"details": details, "type": "GEN"}
        warn(f"result['details'] : {details}")
    shown = {key: value for key, value in result.items() if key != "details"}
    info(f"Task {abbr}/{name}: {shown}")
    target = work / "results" / abbr / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=4, ensure_ascii=False), encoding="utf-8")
    info(f"Evaluation task time elapsed: {time.monotonic() - began:.2f}s")


def child(program: str, task: Document) -> None:
    """A task as the real one starts it: `sh -c`, the parameters in a file of tmp/; nobody looks at its status."""
    Path("tmp").mkdir(exist_ok=True)
    params = Path("tmp") / f"{uuid.uuid4()}_params.py"
    params.write_text("task = " + json.dumps(task))
    path = Path(__file__).with_name(program)
    running = subprocess.Popen(f'trap : INT; "{sys.executable}" "{path}" {params}; exit $?', shell=True)
    while running.poll() is None:
        time.sleep(0.02)
    params.unlink(missing_ok=True)


def evaluations(folder: Path, model: Document, datasets: list[Document], details: bool) -> None:
    info("Starting evaluation tasks...")
    info(f"Partitioned into {len(datasets)} tasks.")
    info(f"Launch TasksMonitor, PID: {os.getpid() + 1}, Refresh interval: 0.5, Run in background: True")
    for dataset in datasets:
        child("openicl_eval.py", {"folder": str(folder), "model": model, "dataset": dataset, "details": details})
    pause(1.2)
    info("Evaluation tasks completed.")


def summarize(folder: Path, model: Document, datasets: list[Document], stamp: str) -> None:
    """summary_<time>.csv and the same as a table; a resumed run writes a second one."""
    info("Summarizing evaluation results...")
    rows, scores = [["dataset", "version", "metric", "mode", model["abbr"]]], []
    for dataset in datasets:
        path = folder / "results" / model["abbr"] / f"{dataset['abbr']}.json"
        version = f"{zlib.crc32(dataset['abbr'].encode()):08x}"[:6]
        if path.exists():
            score = json.loads(path.read_text(encoding="utf-8"))["accuracy"]
            scores.append(score)
            rows.append([dataset["abbr"], version, "accuracy", "gen", f"{score:.2f}"])
        else:
            rows.append([dataset["abbr"], "-", "-", "-", "-"])
    if len(datasets) > 1:
        group = "ceval" if "ceval" in datasets[0]["abbr"] else "mmlu"
        if len(scores) == len(datasets):
            mean = f"{sum(scores) / len(scores):.2f}"
            rows += [[group, "-", metric, "gen", mean] for metric in ("accuracy", "naive_average")]
        else:
            rows.append([group, "-", "-", "-", "-"])
    widths = [max(len(row[n]) for row in rows) for n in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    path = folder / "summary" / f"summary_{stamp}.csv"
    path.parent.mkdir(exist_ok=True)
    info(f"write summary to {path.with_suffix('.txt')}")
    path.write_text("".join(",".join(row) + "\n" for row in rows))
    info(f"write csv to {path}")


def refused(model: Document) -> None:
    """A key that the installed class does not take, as Python says it; the children find it, not the parent."""
    name = str(model["type"]).rpartition(".")[2]
    installed = Path(os.environ["MINDIE_DEMO_NODE"]).parent / "benchmark" / "ais_bench" / "benchmark"
    tree = ast.parse((installed / "models" / "api_models" / "vllm_custom_api_chat.py").read_text())
    found = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    if not found:
        return  # a class of our own
    begin = found[0].body[0]
    assert isinstance(begin, ast.FunctionDef)  # its __init__
    if begin.args.kwarg is not None:
        return  # one that hands its keys on
    taken = set(re.findall(r"pop\('(\w+)'", (installed / "utils" / "config" / "build.py").read_text()))
    known = {argument.arg for argument in begin.args.args} | taken | {"type"}
    for key in model:
        if key not in known:
            text = f"TypeError: {name}.__init__() got an unexpected keyword argument '{key}'\n"
            traceback([("registry.py", 121, "build_from_cfg", "obj = obj_cls(**args)")], text)
            sys.exit(1)
