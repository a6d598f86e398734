"""What `validate`, `explain` and `migrate` take."""

from __future__ import annotations

import argparse
from pathlib import Path

from mindie_tui.headless.arguments import options, values

NPUS = ("A2", "A3", "A2-32G", "310P")
"""Those with numbers in the table of devices, which `--help` does not read."""


def validate(to: argparse.ArgumentParser) -> None:
    """`validate PROFILE|config.json|-`."""
    to.add_argument("document", metavar="PROFILE|config.json|-", help="what to judge; - is standard input")
    to.add_argument("--rank-table", type=Path, metavar="FILE", help="the rank table that goes with a config.json")
    to.add_argument("--nodes", type=int, metavar="N", help="nodes of the fleet")
    to.add_argument("--devices-per-node", type=int, metavar="N", help="NPUs of one node")
    options.sets(to)
    options.mindie(to)
    to.add_argument("--json", action="store_true", help="one finding per line, then a summary")


def explain(to: argparse.ArgumentParser) -> None:
    """`explain CODE|FIELD`."""
    to.add_argument("word", metavar="CODE|FIELD", help="a finding's code, a known error's, or a field's name")
    options.mindie(to)


def migrate(to: argparse.ArgumentParser) -> None:
    """`migrate FILE`."""
    to.add_argument("file", metavar="FILE", help="a config.json; - is standard input")
    to.add_argument("--to", default="3.0.0", type=values.release, metavar="RELEASE", help="whose form (default 3.0.0)")


def profiles(to: argparse.ArgumentParser) -> None:
    """`profiles [show NAME|schema]`."""
    what = "show: one profile with what it extends; schema: the format as JSON Schema; else the list"
    to.add_argument("action", nargs="?", choices=("show", "schema"), metavar="show|schema", help=what)
    to.add_argument("name", nargs="?", default="", metavar="NAME", help="the name or path of the profile to show")
    options.sets(to)


def init(to: argparse.ArgumentParser) -> None:
    """`init [NAME]`."""
    what = "the new profile: its name, or a path that ends in .yaml (default: the model's name)"
    to.add_argument("name", nargs="?", default="", metavar="NAME", help=what)


def plan(to: argparse.ArgumentParser) -> None:
    """`plan MODEL_DIR|config.json`."""
    to.add_argument("model", metavar="MODEL_DIR|config.json", help="the folder of the weights, or the model's own file")
    to.add_argument("--npu", default="A3", choices=NPUS, help="the sort of NPU (default A3)")
    to.add_argument(
        "--nodes",
        type=values.node_counts,
        metavar="N|A..B",
        help="rank the layouts of N nodes, or of the least of A to B",
    )
    to.add_argument("--input", type=values.amount, default=2048, metavar="N", help="tokens of a prompt (default 2048)")
    to.add_argument("--output", type=values.amount, default=1024, metavar="N", help="of an answer (default 1024)")
    to.add_argument("--concurrency", type=values.amount, metavar="N", help="requests at once (default: as many as fit)")
    to.add_argument("--goal", choices=("throughput", "latency"), default="throughput", help="what to rank for")
    engines = ("mindie", "vllm-ascend")
    to.add_argument("--engine", choices=engines, default="mindie", help="whose rules (default mindie)")
    to.add_argument("--engine-version", metavar="X", default="", help="of vLLM-Ascend, such as v0.18 (default: newest)")
    to.add_argument("--quant", metavar="X", help="such as W8A8 or FLOAT, in place of what the files say")
    to.add_argument("--mtp", type=values.mtp_layers, default=0, metavar="N", help="MTP layers that load (default 0)")
    to.add_argument("--run", metavar="RUN", help="a run of this model: what its start used counts for its layout")
    to.add_argument("--most", type=values.amount, default=10, metavar="N", help="layouts to show (default 10)")
    to.add_argument("--json", action="store_true", help="one JSON object, with the terms of each number")
