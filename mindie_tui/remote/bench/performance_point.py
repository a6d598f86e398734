"""One point of the bench as it is known here: its plan, its files in the run folder, its figures, its verdict."""

from __future__ import annotations

import base64
import json
import signal
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mindie_tui.model.bench import point_checks
from mindie_tui.model.bench.aisbench import config as aisbench, tables as aisbench_tables
from mindie_tui.model.bench.aisbench.config import WHOLE, Installed, Plan, too_few
from mindie_tui.model.bench.aisbench.output import CANCELLED, Counts, Lines, remedy
from mindie_tui.model.bench.figures.attainment import of_point
from mindie_tui.model.bench.load_windows import LoadWindows
from mindie_tui.model.bench.requests import WINDOW_S, Measure, Request, eta_s
from mindie_tui.model.bench.service_metrics import Serving
from mindie_tui.model.events.codec import BenchFailed, BenchFinished, BenchPhase, BenchProgress, BenchStopped, Event
from mindie_tui.model.message import Message, cleaned, joined
from mindie_tui.model.report.notes import notes as point_notes
from mindie_tui.model.text import one_line
from mindie_tui.remote.bench.ais_bench_link import TABLES_S
from mindie_tui.remote.bench.ais_bench_start import PlannedPoint, StartRefusal, service_ip, start
from mindie_tui.remote.bench.point_files import PointFiles
from mindie_tui.remote.bench.service_metrics import follow
from mindie_tui.remote.transport.node_program import Program, program

if TYPE_CHECKING:
    from mindie_tui.remote.context import Context

STALL_S = 3.0
"""Seconds without a new request after which the window runs on: the counts are a second old, the files a batch."""
_MANY = 1000
"""Requests that are counted without waiting for the next look: after a reconnection all come again."""


class Point:
    """A performance point from the profile to its verdict. Fed by performance.py with what comes from the node."""

    def __init__(self, ctx: Context, name: str | None = None) -> None:
        """The point `name`; absent: the next free one of the run folder. Raises StoreError."""
        self.ctx = ctx
        self.node = ctx.deployment.bench_node or ctx.master
        self.local = ctx.run.bench_folder(name or free_names(ctx, 1)[0])
        self.name = self.local.name
        self.lines, self.measure = Lines(), Measure()
        self.settings = aisbench.settings_of(
            ctx.deployment, ctx.engine.start.service_values(ctx.artefacts), service_ip(ctx)
        )
        self.plan = aisbench.plan(ctx.deployment, self.settings) if ctx.deployment.bench.performance else None
        self.installed = Installed()
        self.folder = f"~/.mindie-tui/runs/{ctx.run.id}/bench/{self.name}"
        self.printed = 0
        """Bytes of output.log that are kept here."""
        self.began: float | None = None
        """When the load began, in this process's clock."""
        self.loaded: float | None = None
        """When the load ended."""
        self.due, self.over, self.tables_s = 0.0, False, TABLES_S
        self.end: Mapping[str, Any] | None = None
        """The node's last word: exit status, tables."""
        self._beat: tuple[float, float] | None = None
        """The node's monotonic clock, and ours when it came."""
        self.serving = Serving()
        """What the service reports about itself meanwhile."""
        self._windows = LoadWindows()
        self._new: list[tuple[Request, Mapping[str, Any]]] = []
        self.files = PointFiles(self.local)

    @property
    def key(self) -> Mapping[str, Any]:
        return self.plan.key if self.plan else {}

    @property
    def total(self) -> int:
        """Requests of the load: what the data set holds, else what was asked."""
        return self.lines.total or (self.plan.asked if self.plan else 0)

    @property
    def started(self) -> bool:
        """ais_bench was started on the node."""
        return self.files.started

    @property
    def ended(self) -> bool:
        return self.end is not None

    def known(self) -> str:
        """How much has been heard, as words."""
        return f"{self.measure.finished} of {self.total} requests"

    @property
    def hopeless(self) -> bool:
        """The data set holds so few prompts that the point could never be whole."""
        return bool(self.plan and self.lines.total is not None and self.lines.total < WHOLE * self.plan.asked)

    # -- start

    async def start(self) -> None:
        """Look at the installation, write the point's files there and here, start ais_bench.

        Raises StartRefusal where it cannot start, LinkError where the node does not answer.
        """
        performance = self.ctx.deployment.bench.performance
        if performance is None:
            raise StartRefusal("the profile has no bench.performance", "add it to the profile: what is to be measured")

        def make(set_env: tuple[str, ...], own: bool, installed: Installed) -> Plan:
            deployment = self.ctx.deployment
            return aisbench.plan(deployment, self.settings, set_env=set_env, own_datasets=own, installed=installed)

        point = PlannedPoint(self.node, self.name, performance, performance.datasets, self.settings, make)
        started = await start(self.ctx, point)
        self.plan, self.installed, self.folder = started.plan, started.installed, started.folder
        self.files.begin(started, "output.log", "requests.jsonl")

    def reader(self) -> Program:
        """The program that follows output and per-request files on the node, from the position reached so far.

        One for both: a login carries only a few long commands, and the service's log and the NPUs are followed too.
        """
        fact = self.ctx.facts.get(self.node)
        return program("bench_reader", self.folder, self.printed, python=fact.python if fact else None)

    # -- what comes from the node

    def beside(self) -> Sequence[Coroutine[Any, Any, None]]:
        """What is followed beside it: what the service says of itself."""
        return (follow(self.ctx, self.serving),)

    def read(self, line: Mapping[str, Any], now: float) -> Sequence[Event]:
        """One line of the reader: output, a request, the node's clock, or its last word. Returns what began with it."""
        kind = line.get("kind")
        if kind == "output":
            return self._print(base64.b64decode(line["bytes"]), now)
        if kind == "request":
            with suppress(ValueError):
                self._new.append((Request.from_json(line), line))
            if len(self._new) >= _MANY:
                self._settle()
        elif kind == "beat":
            self._beat = (float(line["now"]), now)
        elif kind == "end":
            self.end = line
        return ()

    def _print(self, chunk: bytes, now: float) -> Sequence[Event]:
        self.files.append("output.log", chunk)
        self.printed += len(chunk)
        phases = self.lines.feed(chunk)
        if "load" in phases:
            self.began = now
        if "tables" in phases:
            self.loaded = now
        return [BenchPhase(self.name, phase) for phase in phases]

    def _settle(self) -> None:
        """Count and keep what came since the last time. In one go: each count sorts what is new into the rest."""
        lines = {request.uuid: line for request, line in self._new}
        new = self.measure.add(request for request, _ in self._new)
        self._new = []
        self._windows.add([r.end for r in new if r.success])
        if new:
            kept = ({key: value for key, value in lines[r.uuid].items() if key != "kind"} for r in new)
            text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in kept)
            self.files.append("requests.jsonl", text.encode())

    def progress(self, now: float) -> BenchProgress:
        """The progress; for the windows see `windows`.

        A hanging server shows in the window: once all that is known to have finished is counted and nothing new has
        come for STALL_S, the window runs up to now; before that it ends with the newest request, because the requests
        that wait for their batch to be written are not known yet.
        """
        self._settle()
        m, counts = self.measure, self._counts()
        elapsed = (self.loaded or now) - self.began if self.began is not None else 0.0
        there, stalls = self._there(now), self._stalls(now)
        age = max(there - m.end, 0.0) if there is not None and m.end is not None else None
        service = self.serving.now
        return BenchProgress(
            point=self.name,
            total=self.total,
            posted=counts.posted,
            received=counts.received,
            finished=counts.finished,
            failed=counts.failed,
            window_s=WINDOW_S,
            output_tok_s=m.output_tok_s(there if stalls else None),
            ttft_ms=m.live("ttft"),
            tpot_ms=m.live("tpot"),
            itl_ms=m.live("itl"),
            e2el_ms=m.live("e2el"),
            eta_s=None if stalls else eta_s(self.total, counts.finished, elapsed),
            elapsed_s=round(elapsed, 1),
            age_s=round(age, 1) if age is not None else None,
            stalls=stalls,
            source="requests" if m.finished else "metrics" if service else "counts",
            service=service,
        )

    def tell(self, now: float, last: BenchProgress | None) -> BenchProgress | None:
        """The progress with its windows; None where it says nothing that `last` did not."""
        progress = self.progress(now) if self.began is not None or self.measure.finished else None
        windows = self.windows(now)
        if progress is None:
            return None
        new = last is None or _figures(progress) != _figures(last) or self.loaded is None
        return replace(progress, windows=windows) if new or windows else None

    def windows(self, now: float) -> tuple[Mapping[str, Any], ...]:
        """The seconds of the load that were not reported yet, or that changed; each call continues from the last."""
        if self._windows.origin is None and self._beat and self.began is not None:
            self._windows.origin = self._beat[0] + self.began - self._beat[1]
        until = self._there(now) if self._stalls(now) else self.measure.end
        return self._windows.due(self.measure, until, ended=self.ended)

    def _there(self, now: float) -> float | None:
        """`now` in the monotonic clock of the node."""
        return self._beat[0] + now - self._beat[1] if self._beat else None

    def _stalls(self, now: float) -> bool:
        """Whether all that is known to have finished is counted, and nothing new has come for STALL_S."""
        there, m = self._there(now), self.measure
        if self.loaded is not None or there is None or m.end is None or m.finished < self.lines.counts.finished:
            return False
        return there - m.end > STALL_S

    def _counts(self) -> Counts:
        """AISBench's lines and its files together: the lines are up to a second old, the files up to a batch."""
        lines, m = self.lines.counts, self.measure
        finished, failed = max(lines.finished, m.finished), max(lines.failed, m.failed)
        received = max(lines.received, finished - failed)
        return Counts(max(lines.posted, received, finished), received, failed, finished)

    # -- the verdict

    def verdict(self) -> BenchFinished | BenchFailed | BenchStopped:
        """The verdict on the ended run, by its tables; its exit status means little: failed runs end with 0 too.

        Keeps the tables and result.json in the run folder. A point with fewer successes than WHOLE of its requests
        fails.
        """
        self._settle()
        self.lines.close()
        end: Mapping[str, Any] = self.end or {}
        tables = {str(name): str(text) for name, text in (end.get("tables") or {}).items()}
        for name, text in tables.items():
            self.files.keep(name.replace("/", "_"), text)
        if end.get("stopped"):
            return self._stopped(tables)
        asked_for = self.plan.asked if self.plan else 0
        whole = _whole(tables)
        if not whole:
            return self._failed(self._why_no_table(), {})
        try:
            point = aisbench_tables.point(tables[f"{whole[0]}.csv"], tables[f"{whole[0]}.json"])
        except ValueError as error:
            return self._failed(str(error), {})
        summary = self._summary(point, whole)
        success = summary["requests"]["success"]
        if success < WHOLE * asked_for:
            reasons = "; ".join(f"{n} x {one_line(text)}" for text, n in self.measure.errors.most_common(3))
            return self._failed(too_few(success, asked_for, self.lines.why or reasons), summary)
        if summary.get("doubts", {}).get("worthless"):
            return self._failed(next(d.text for d in point_checks.doubts(point) if d.worthless), summary)
        return BenchFinished(self.name, f"bench/{self.name}/result.json", summary)

    def given_up(self, why: str, do: str) -> BenchFailed:
        """The point was ended because nothing good could come of it; what had been measured is kept."""
        summary = self.verdict().summary  # it hears the rest, so the counts are those of the end
        return BenchFailed(self.name, joined(why, self.counted()), do, summary)

    def counted(self) -> str:
        """What is known of the requests, as words: 38 of 100 requests had succeeded, 62 had failed."""
        m = self.measure
        done = Message("{success} of {total} requests had succeeded", success=m.success, total=self.total)
        return joined(done, Message("{failed} had failed", failed=m.failed) if m.failed else "", between=", ")

    def _stopped(self, tables: Mapping[str, str]) -> BenchStopped:
        """The point was ended; the tables are those of what had finished, none where nothing had."""
        summary: dict[str, Any] = {}
        if whole := _whole(tables):
            with suppress(ValueError):  # cut off as it was written: what is known stands in requests.jsonl
                point = aisbench_tables.point(tables[f"{whole[0]}.csv"], tables[f"{whole[0]}.json"])
                summary = self._summary(point, whole)
        at = Message("ended at {finished} of {total} requests", finished=self.measure.finished, total=self.total)
        return BenchStopped(self.name, at, summary)

    def _why_no_table(self) -> str:
        status = (self.end or {}).get("exit")
        done = self.counted() if self.measure.finished else ""
        if status is None or status < 0:
            by = "it and its keeper were killed" if status is None else _signal(-status)
            return joined(Message("ais_bench made no table: {by}", by=by), done)  # what it printed before is not why
        silent = Message("ais_bench made no table and printed no reason: exit status {status}", status=status)
        return joined(silent if self.lines.why is None else self.lines.why, done)

    def _failed(self, why: str, summary: Mapping[str, Any]) -> BenchFailed:
        do = remedy(f"{why} {' '.join(self.measure.errors)}", self.lines.code)
        if self.lines.code == "UTILS-FILE-003" and self.measure.success:
            again = "the answers are kept: then `bash command.sh --reuse` in {folder} makes the tables"
            do = joined(do, Message(again, folder=self.folder))
        return BenchFailed(self.name, cleaned(why, lambda text: one_line(text)[:800]), do, summary)

    def _summary(self, point: Mapping[str, Any], datasets: list[str]) -> dict[str, Any]:
        """The point as report.json holds it; result.json holds it too, with how it came about."""
        notes = [*(self.plan.notes if self.plan else ())]
        if len(datasets) > 1:
            says, others = "the figures are of {first}; there are also tables of {others}", ", ".join(datasets[1:])
            notes.append(Message(says, first=datasets[0], others=others))
        if not self.measure.tokens_known:
            notes.append("the server sent no usage: AISBench's tokenizer counted the tokens, at the end")
        summary: dict[str, Any] = {"point": self.name, "key": dict(self.key)}
        summary |= {**point, "requests": self._requests_of(point)}
        places = self.key.get("batch_size")
        if isinstance(places, int) and (held := self.measure.in_flight(places)) is not None:
            summary["in_flight"] = round(held, 4)  # what the concurrency came to while all places could be taken
        if self.key.get("request_rate") and (sent := self.measure.sent_s) is not None:
            summary["sent_s"] = round(sent, 4)  # what the request rate came to
        performance = self.ctx.deployment.bench.performance
        if performance is not None and performance.repeat > 1:
            summary["repeat"] = performance.repeat
        streams = performance is not None and aisbench.STREAMING.get(performance.models, False)
        m = self.measure
        summary |= of_point(performance, m.requests, m.failed, streams=streams, tokens_known=m.tokens_known)
        if told := self.serving.over_the_load:
            summary["service"] = told
        made = self.ctx.artefacts
        notes += point_notes(
            summary,
            made.config,
            streams=streams,
            environment=made.environments[0] if made.environments else None,
            repeated=m.repeated,
            received=(self.serving.now or {}).get("received"),
        )
        summary = point_checks.with_doubts(summary, streams=streams)
        if notes:
            summary["notes"] = notes
        result = {
            "format": 1,
            "run": self.ctx.run.id,
            "node": self.node,
            "aisbench": self.installed.version,
            "exit": (self.end or {}).get("exit"),
            **summary,
        }
        self.files.keep_result(result)
        return summary

    def _requests_of(self, point: Mapping[str, Any]) -> dict[str, int]:
        """What became of the requests that were asked for, whatever the exit status says.

        AISBench's table counts those that were cancelled as failed, and those that were never sent not at all.
        """
        asked, m = self.plan.asked if self.plan else 0, self.measure
        table = point["requests"]
        if point.get("stage") == "stable":  # the table counts the stage's own, and wrongly where some failed
            table = {"total": m.finished, "success": m.success, "failed": m.failed}
        total = int(table["total"])
        cancelled = min(self.lines.reasons.get(CANCELLED, 0), int(table["failed"]))
        return {"asked": asked, **table, "cancelled": cancelled, "unsent": max(asked - total, 0)}

    def close(self) -> None:
        """Close what is open here."""
        self.files.close()


def _figures(progress: BenchProgress) -> tuple[object, ...]:
    """What is new about a progress, the clock apart."""
    p = progress
    return (p.total, p.posted, p.received, p.finished, p.failed, p.ttft_ms, p.tpot_ms, p.itl_ms, p.e2el_ms)


def _signal(number: int) -> str:
    """TERM, KILL; a number that has no name."""
    try:
        return Message("it was ended by the signal {name}", name=signal.Signals(number).name.removeprefix("SIG"))
    except ValueError:
        return Message("it was ended by signal {number}", number=number)


def _whole(tables: Mapping[str, str]) -> list[str]:
    """The data sets that have both tables."""
    return sorted(name[:-4] for name in tables if name.endswith(".csv") and f"{name[:-4]}.json" in tables)


def free_names(ctx: Context, count: int, taken: Iterable[str] = ()) -> list[str]:
    """performance-NN, the number after the last one: a refused point has no files, and gets no number."""
    used = {path.name for path in (ctx.run.folder / "bench").glob("performance-*") if any(path.iterdir())}
    known = [int(name[12:]) for name in (*used, *taken) if name.startswith("performance-") and name[12:].isdecimal()]
    first = max(known, default=0) + 1
    return [f"performance-{number:02d}" for number in range(first, first + count)]
