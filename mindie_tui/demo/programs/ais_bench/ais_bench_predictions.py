"""The accuracy half of the demo's openicl_api_infer: whole answers, predictions/<abbr>/<data set>.jsonl, no times."""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from typing import TYPE_CHECKING

import ais_bench_accuracy as accuracy
from ais_bench_http import HttpError, as_seen
from ais_bench_requests import Requests
from ais_bench_words import bar, err, info, warn

if TYPE_CHECKING:
    from ais_bench_requests import Answer
    from ais_bench_words import Document

Asked = tuple[str, int, str, str]
"""(data set, number, prompt, gold) of a question."""


class Questions(Requests[Asked]):
    """The questions of one or several data sets, asked at once; what an earlier part had answered is not asked."""

    def __init__(self, task: Document) -> None:
        super().__init__(task)
        self.at = self.at.parents[1] / "predictions" / self.abbr
        self.answers: dict[str, dict[int, Document]] = {}
        self.failures: list[tuple[str, Document]] = []

    def prompts(self) -> list[Asked]:
        """What is still to be asked."""
        found: list[Asked] = []
        had = 0
        for dataset in self.task["datasets"]:
            name = dataset["abbr"]
            known = self.cached(name)
            self.answers[name] = known
            had += len(known)
            for number, (prompt, gold) in enumerate(accuracy.items(dataset)[: self.task["num_prompts"]]):
                if number not in known:
                    found.append((name, number, prompt, gold))
        if had:
            info(f"Found {had} completed data in cache, run infer task from the last interrupted position")
        self.had = had
        return found

    def cached(self, name: str) -> dict[int, Document]:
        """Answers of an earlier part, in its file or still in its tmp file."""
        known: dict[int, Document] = {}
        for path in [self.at / f"{name}.jsonl", *sorted((self.at / "tmp").glob("tmp_*.jsonl"))]:
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                one = json.loads(line)
                if one["success"] and one["data_abbr"] == name:
                    known[one["id"]] = one
        return known

    def payload(self, question: Asked) -> bytes:
        value = self.body(question[2])
        del value["stream"], value["stream_options"]
        return json.dumps(value).encode()

    async def ask(self, question: Asked, counted: bool = True) -> Answer:
        attempts, error = max(1, int(self.model.get("retry", 2))), ""
        for attempt in range(1, attempts + 1):
            if counted and attempt == 1:
                self.posted += 1
            link = None
            try:
                link = await self.server.take()
                where = f"{self.server.host}:{self.server.port}"
                link.send(where, "/v1/chat/completions", self.payload(question), os.environ.get("MINDIE_TUI_BENCH_KEY"))
                event = await link.events.get()
                if isinstance(event, Exception):
                    raise event
                assert event  # an answer stands before its end
                value = json.loads(event[1])
                await link.events.get()
                self.server.give(link)
                return True, "", [], 0, 0, value["choices"][0]["message"]["content"]
            except HttpError as said:
                return False, str(said), [], 0, 0, ""
            except asyncio.CancelledError:
                if link:
                    link.transport.abort()
                return False, "Request cancelled by user", [], 0, 0, ""
            except (OSError, ValueError, KeyError) as said:
                seen = as_seen(said, self.server.host, self.server.port)
                error = f"After {attempts} retries, request failed with exception: {seen}"
        return False, error, [], 0, 0, ""

    async def one(self, number: int, question: Asked, slot: asyncio.Semaphore) -> None:
        try:
            good, error, _, _, _, text = await self.ask(question)
        finally:
            slot.release()
        name, at, prompt, gold = question
        self.received += good
        self.failed += not good
        self.finished += 1
        asked = [{"role": "HUMAN", "prompt": prompt}]
        if not good:
            self.reasons[error] += 1
            self.failures.append((name, {"data_abbr": name, "id": at, "input": asked, "error_info": error}))
            return
        line = {"data_abbr": name, "id": at, "success": True, "uuid": uuid.uuid4().hex, "origin_prompt": asked}
        line |= {"prediction": text, "gold": gold}
        self.answers[name][at] = line
        self.pending.append((line, []))
        if len(self.pending) >= max(1, int(0.1 * self.batch)):
            self.flush()

    def flush(self) -> None:
        self.lines.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line, _ in self.pending))
        self.lines.flush()
        self.pending.clear()

    def open_files(self) -> None:
        folder = self.at / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        self.tmp = folder / f"tmp_{self.hex}.jsonl"
        self.lines = self.tmp.open("w", encoding="utf-8")

    def close_files(self, count: int) -> None:
        self.lines.close()
        for name, answers in self.answers.items():
            if answers:
                text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in answers.values())
                (self.at / f"{name}.jsonl").write_text(text, encoding="utf-8")
            failed = [one for of, one in self.failures if of == name]
            if failed:
                text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in failed)
                (self.at / f"{name}_failed.jsonl").write_text(text, encoding="utf-8")
        if self.failures:
            warn(f"Not all items were successful, keeping JSON file for debugging: {self.tmp}")
        else:
            for path in (self.at / "tmp").glob("tmp_*.jsonl"):
                path.unlink()
        drawn = bar("Progress", self.had + self.finished, self.had + count, 1, "case")
        line = self.counts(done=True)
        err(f"{drawn}\n{line}\x1b[A\n{line}\x1b[A{drawn}\n{line}\n")
