"""Mutated config.json and rank tables, one after the other: judged at once, whatever they hold."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.fuzz.answers import SEED, Tally, asked, broken_text, changed

BASES = Path(__file__).parents[1] / "conformance" / "bases"


def run(count: int, folder: Path, seed: int = SEED) -> Tally:
    """So many documents: every second one a rank table beside its good config.json."""
    rng, tally = random.Random(f"documents {seed}"), Tally("documents")
    texts = [path.read_text().replace("@WEIGHTS@", "/data/weights") for path in sorted(BASES.glob("*.json"))]
    bases = [json.loads(text) for text in texts]
    tables = [base for base in bases if base.get("rank_table")]
    config, table = folder / "config.json", folder / "table.json"
    for number in range(count):
        of_table = number % 2 == 1
        base = rng.choice(tables if of_table else bases)
        kept, tried = ("config", "rank_table") if of_table else ("rank_table", "config")
        texts = {kept: json.dumps(base[kept]), tried: _mutated(rng, base[tried])}
        config.write_bytes(texts["config"].encode("utf-8", "surrogatepass"))
        table.write_bytes(texts["rank_table"].encode("utf-8", "surrogatepass"))
        beside = ["--rank-table", str(table)] if base["rank_table"] is not None else []
        answer = asked("validate", str(config), *beside, *(["--json"] if rng.random() < 0.3 else []))
        tally.note(answer, str(number))
    return tally


def _mutated(rng: random.Random, value: object) -> str:
    if rng.random() < 0.02:
        deep = rng.choice((500, 50_000))
        return "[" * deep + rng.choice(("", "]" * deep))
    if rng.random() < 0.75:
        return json.dumps(changed(rng, value, rng.randrange(1, 9)), indent=rng.choice((None, 1)))
    return broken_text(rng, json.dumps(value, indent=1), rng.randrange(1, 6))
