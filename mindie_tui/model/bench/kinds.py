"""What the bench's part of a profile may hold beside plain values: several numbers, and runs of accuracy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.kinds import Kind, Text, Wrong

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
CONFIG_NAME = Text(pattern=_NAME, rule="the name of a config of AISBench")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList(Kind):
    """Several numbers, each within limits: 100, 200, 400."""

    whole: bool = True
    low: float = 0
    high: float = 0

    def words(self) -> str:
        return f"{'ints' if self.whole else 'numbers'}, {self.low:g} to {self.high:.0f}, with commas"

    def _good(self, item: Json) -> bool:
        return type(item) in ((int,) if self.whole else (int, float)) and self.low <= item <= self.high

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, list) or not all(type(item) in (int, float) for item in value):
            return Wrong("type")
        return None if value and all(map(self._good, value)) else Wrong("range")

    def accepts(self, value: Json) -> bool:
        return isinstance(value, list)

    def parse(self, text: str) -> Json:
        return Kind.parse(self, text if text.lstrip()[:1] == "[" else f"[{text}]") if text.strip() else []

    def show(self, value: Json) -> str:
        listed = isinstance(value, list) and all(type(item) in (int, float) for item in value)
        return ", ".join(map(str, value)) if listed else Kind.show(self, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Kind):
    """Accuracy runs as the command line has them: gsm8k_..., mmlu_... --merge-ds."""

    def words(self) -> str:
        return "dataset configs with commas, each with --merge-ds or without"

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, list):
            return Wrong("type")
        good = all(isinstance(run, dict) and re.fullmatch(_NAME, str(run.get("datasets", ""))) for run in value)
        return None if good else Wrong("range")

    def accepts(self, value: Json) -> bool:
        return isinstance(value, list)

    def parse(self, text: str) -> Json:
        runs = []
        for part in filter(None, (part.strip() for part in text.split(","))):
            words = part.split()
            name = " ".join(word for word in words if word != "--merge-ds")
            runs.append({"datasets": name, "merge_ds": "--merge-ds" in words})
        return runs

    def show(self, value: Json) -> str:
        if not isinstance(value, list):
            return Kind.show(self, value)
        return ", ".join(f"{r['datasets']}{' --merge-ds' if r.get('merge_ds') else ''}" for r in value)
