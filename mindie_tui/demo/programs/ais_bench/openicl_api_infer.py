"""The child of the demo's ais_bench: really sends the requests, streams the answers, writes as it goes.

One pair performances/<abbr>/tmp/tmp_<hex>.{jsonl,db}, written in batches of max(1, a tenth of batch_size) requests.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import ais_bench_tables as tables
from ais_bench_accuracy import place, refused
from ais_bench_http import HttpError, as_seen
from ais_bench_requests import RAISED, Requests
from ais_bench_words import bar, coded, err, info, pause, traceback, warn

if TYPE_CHECKING:
    from ais_bench_requests import Answer


class Task(Requests[str]):
    """A performance run."""

    # what is asked

    def prompts(self) -> list[str]:
        """The questions of the data set, as many as were asked for."""
        if made_up := self.dataset.get("config"):
            tokens = made_up["StringConfig"]["Input"]["Params"]["MaxValue"]
            return [" ".join(["A"] * tokens)] * made_up["RequestCount"]
        path = place(self.dataset["path"])
        for part in ("train", "test"):
            file = path / f"{part}.jsonl"
            if not file.is_file():
                raise FileNotFoundError(f"[Errno 2] No such file or directory: '{file}'")
        lines = file.read_text(encoding="utf-8").splitlines()
        questions: list[str] = [json.loads(line)["question"] for line in lines if line.strip()]
        wanted = self.task["num_prompts"]
        return questions[:wanted] if wanted else questions

    def payload(self, question: str) -> bytes:
        return json.dumps(self.body(question)).encode()

    # one request

    async def ask(self, question: str, counted: bool = True) -> Answer:
        attempts = max(1, int(self.model.get("retry", 2)))
        text, times = "", []
        for attempt in range(1, attempts + 1):
            times, tokens = [time.perf_counter()], (0, 0)
            if counted and attempt == 1:
                self.posted += 1
            link = None
            try:
                link = await self.server.take()
                where, key = f"{self.server.host}:{self.server.port}", os.environ.get("MINDIE_TUI_BENCH_KEY")
                link.send(where, "/v1/chat/completions", self.payload(question), key)
                while (event := await link.events.get()) is not None:
                    if isinstance(event, Exception):
                        raise event
                    when, data = event
                    if data == b"[DONE]":
                        continue
                    times.append(when)
                    chunk = json.loads(data)
                    text += "".join(choice["delta"].get("content") or "" for choice in chunk["choices"])
                    if usage := chunk.get("usage"):
                        tokens = usage["prompt_tokens"], usage["completion_tokens"]
                self.server.give(link)
                return True, "", times, *tokens, text
            except HttpError as error:
                return False, str(error), times, 0, 0, text
            except asyncio.CancelledError:
                if link:
                    link.transport.abort()
                return False, "Request cancelled by user", times, 0, 0, text
            except (OSError, ValueError, KeyError) as error:
                said = as_seen(error, self.server.host, self.server.port)
                last = f"After {attempts} retries, request failed with exception: {said}"
        return False, last, times, 0, 0, text

    async def one(self, number: int, question: str, slot: asyncio.Semaphore) -> None:
        try:
            good, error, times, tokens_in, tokens_out, text = await self.ask(question)
        finally:
            slot.release()
        self.received += good
        self.failed += not good
        if not good:
            self.reasons[error] += 1
        self.finished += 1
        line = {
            "data_abbr": self.name,
            "id": number,
            "success": good,
            "error_info": error,
            "time_points": None,
            "input_tokens": tokens_in,
            "output_tokens": tokens_out,
            "extra_perf_data": {},
            "extra_details_data": {},
            "input": [{"role": "user", "content": question}],
            "uuid": uuid.uuid4().hex,
            "turn_id": 0,
            "prediction": text,
            "db_name": f"{self.hex}.db",
        }
        self.pending.append((line, times))
        if len(self.pending) >= max(1, int(0.1 * self.batch)):
            self.flush()

    def flush(self) -> None:
        """The batch: rows committed first, then their lines."""
        for line, times in self.pending:
            row = self.database.execute("INSERT INTO numpy_store (arr_blob) VALUES (?)", (tables.blob(times),))
            line["time_points"] = {"__db_ref__": row.lastrowid}
        self.database.commit()
        self.lines.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line, _ in self.pending))
        self.lines.flush()
        self.pending.clear()

    # files

    def open_files(self) -> None:
        folder = self.at / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(folder / f"tmp_{self.hex}.db", timeout=30)
        self.database.execute("CREATE TABLE numpy_store (id INTEGER PRIMARY KEY AUTOINCREMENT, arr_blob BLOB NOT NULL)")
        self.database.commit()
        self.lines = (folder / f"tmp_{self.hex}.jsonl").open("w", encoding="utf-8")
        status = Path(self.task["folder"]) / "status_tmp" / f"tmp_{self.abbr}_{self.name}.json"
        status.parent.mkdir(exist_ok=True)
        status.write_text("[]")
        self.status = status

    def close_files(self, count: int) -> None:
        """tmp becomes details and db_data; the tmp lines stay when a request failed."""
        self.lines.close()
        self.database.close()
        source = self.at / "tmp" / f"tmp_{self.hex}.jsonl"
        text = source.read_text(encoding="utf-8")
        (self.at / f"{self.name}_details.jsonl").write_text(text, encoding="utf-8")
        (self.at / "db_data").mkdir(exist_ok=True)
        (self.at / "tmp" / f"tmp_{self.hex}.db").rename(self.at / "db_data" / f"{self.hex}.db")
        failed = [one for one in map(json.loads, text.splitlines()) if not one["success"]]
        if failed:
            warn(f"Not all items were successful, keeping JSON file for debugging: {source}")
            keep = ("data_abbr", "id", "input", "error_info")
            kept = [{key: one[key] for key in keep} | {"input": one["input"][0]["content"]} for one in failed]
            (self.at / f"{self.name}_failed.jsonl").write_text("".join(json.dumps(one) + "\n" for one in kept))
        else:
            source.unlink()
        self.status.unlink(missing_ok=True)
        seconds = time.monotonic() - self.shown_from
        drawn = bar("Progress", self.finished, count, seconds, "case")
        line = self.counts(done=True)
        err(f"{drawn}\n{line}\x1b[A\n{line}\x1b[A{drawn}\n{line}\n")


def main() -> None:
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    task = json.loads(re.sub(r"^task = ", "", text))
    pause(3)
    if task["debug"]:
        info("Debug mode, print progress directly")
    whole = task["mode"] == "all"
    info(f"Task [{task['model']['abbr']}/{task['name']}]")
    refused(task["model"])
    path = task["model"].get("path") or ""
    if not os.path.exists(path):
        frames = [RAISED, ("utils/config/build.py", 66, "build_model_from_cfg", "raise AISBenchConfigError(")]
        said = f"{{'path': \"{path!r} does not exist\"}}"
        text = f"Build model config failed, invalid values: {said}"
        traceback(frames, coded("AISBenchConfigError", "UTILS-CFG-002", "invalid config", text))
        sys.exit(1)
    try:
        if whole:
            from ais_bench_predictions import Questions

            asyncio.run(Questions(task).run())
        else:
            asyncio.run(Task(task).run())
    except (FileNotFoundError, FileExistsError) as error:
        frames = [
            RAISED,
            ("tasks/openicl_api_infer.py", 480, "run", "data_list, count, indexes = self._get_data_list()"),
            ("datasets/gsm8k.py", 32, "load", "with open(split_path, 'r', encoding='utf-8') as f:"),
        ]
        traceback(frames, f"{type(error).__name__}: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
