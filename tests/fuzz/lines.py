"""Hostile command lines: each is refused in a sentence or done, and nothing of it comes back raw."""

from __future__ import annotations

import random
from pathlib import Path

from tests.fuzz.answers import NASTY_TEXT, SEED, Tally, asked

COMMANDS = ("replay validate explain runs show status resume attach stop rollback profiles demo").split()
OPTIONS = {
    "--set": "X", "--until": "X", "--baseline": "X", "--within": "X", "--waive": "X", "--remedy": "X",
    "--accept-host-key": "X", "--ssh-config": "X", "--json": "", "--dry-run": "", "--stop": "", "--restart": "",
    "--take-over": "", "--nodes": "X", "--devices-per-node": "X", "--rank-table": "X", "--theme": "X", "--all": "",
    "--prune": "X", "--profile": "X", "--speed": "X", "--help": "", "--version": "", "--nosuch": "X",
}  # fmt: skip
_AGAIN = ["--ssh-config", "--accept-host-key", "--json"]
TAKES = {
    "replay": ["--set", "--baseline", "--within", "--waive", "--remedy", *_AGAIN, "--dry-run", "--stop", "--restart"],
    "validate": ["--set", "--json", "--nodes", "--devices-per-node", "--rank-table"],
    "runs": ["--all", "--prune"], "resume": [*_AGAIN, "--baseline", "--stop"],
} | {command: _AGAIN for command in ("status", "attach", "stop", "rollback")}  # fmt: skip
WORDS = ["dp=4", "dp", "=4", "a=b=c", "ServerConfig.port=1", "bench.performance.objective={a: 1}", "..=1", "x.y.z=1",
         "environment.MY_TOKEN=ZZ", "nodes=[]", "parameters=5", "container.name=[]", "hbm_free=x", "SHA256:x", "last",
         "nodes", "5%", "-5%", "1e9", "NaN", "a3-single", "a3-double", "start", "-"]  # fmt: skip


def run(count: int, folder: Path, seed: int = SEED) -> Tally:
    """So many command lines; none reaches a node: there is none at 127.0.0.1:1."""
    rng, tally = random.Random(f"lines {seed}"), Tally("command lines")
    profile = folder / "line.yaml"
    profile.write_text("extends: a3-single\nnodes: [{name: a, host: 'root@127.0.0.1:1', ip: 127.0.0.1}]\n")
    words = [*WORDS, *NASTY_TEXT, str(profile), str(folder)]
    for number in range(count):
        line = _line(rng, words, str(profile))
        answer = asked(*line, stdin=rng.choice(words).encode("utf-8", "surrogatepass"))
        tally.note(answer, str(number))
    return tally


def _line(rng: random.Random, words: list[str], profile: str) -> list[str]:
    command = rng.choice(COMMANDS) if rng.random() < 0.95 else rng.choice(words)
    line = [command]
    if command == "demo":  # only ever refused: a fleet is not what is tried here
        line += ["--nodes", rng.choice(["0", "-1", "x", "1e3", "\x1b[2J", "999999999999999999999"])]
    if command in ("replay", "validate"):
        line.append(profile if rng.random() < 0.6 else rng.choice(words))
    if command == "replay":
        line += ["--until", rng.choice(["nodes", "parameters"])]
    for _ in range(rng.randrange(4)):
        known = TAKES.get(command, ()) if rng.random() < 0.85 else ()
        name = rng.choice(known or list(OPTIONS))
        wants = OPTIONS[name]
        given = [rng.choice(words)] if wants else []
        line += [name, *given] if rng.random() < 0.7 else [f"{name}={rng.choice(words)}"]
    if command in ("show", "explain", *TAKES) and command not in ("replay", "validate", "runs"):
        line.append(rng.choice(words))
    if rng.random() < 0.15:
        line.insert(rng.randrange(1, len(line) + 1), rng.choice(words))
    return line
