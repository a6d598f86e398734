"""One accuracy run as it is known here: its plan, its files in the run folder, its progress, its verdict."""

from __future__ import annotations

import base64
from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mindie_tui.model.bench import accuracy as judging, accuracy_plan
from mindie_tui.model.bench.accuracy import Subject
from mindie_tui.model.bench.aisbench import config as aisbench
from mindie_tui.model.bench.aisbench.accuracy_output import AccuracyLines
from mindie_tui.model.bench.aisbench.config import WHOLE, Installed, Plan
from mindie_tui.model.bench.aisbench.output import CANCELLED, remedy
from mindie_tui.model.bench.requests import eta_s
from mindie_tui.model.deployment import Accuracy, AccuracyRun
from mindie_tui.model.events.codec import AccuracyFinished, BenchFailed, BenchPhase, BenchProgress, BenchStopped, Event
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line
from mindie_tui.remote.bench.ais_bench_start import PlannedPoint, service_ip, start
from mindie_tui.remote.bench.point_files import PointFiles
from mindie_tui.remote.transport.node_program import Program, program

if TYPE_CHECKING:
    from mindie_tui.remote.context import Context

_GONE = ("Cannot connect to host", "ServerDisconnected", "Connection refused", "ClientConnectorError")


class AccuracyPoint:
    """A run of a data set from the profile to its verdict. Fed by accuracy.py with what comes from the node."""

    def __init__(self, ctx: Context, run: AccuracyRun, name: str) -> None:
        """The run `run` as the point `name`. Raises StoreError."""
        self.ctx, self.run, self.name = ctx, run, name
        self.node = ctx.deployment.bench_node or ctx.master
        self.part = ctx.deployment.bench.accuracy or Accuracy()
        self.local = ctx.run.bench_folder(name)
        self.key: dict[str, Any] = {"datasets": run.datasets}
        self.lines = AccuracyLines()
        self.settings = aisbench.settings_of(
            ctx.deployment, ctx.engine.start.service_values(ctx.artefacts), service_ip(ctx), self.part
        )
        self.plan: Plan | None = None
        self.installed = Installed()
        self.folder = f"~/.mindie-tui/runs/{ctx.run.id}/bench/{name}"
        self.python = ""
        self.printed = 0
        """Bytes of the node's output.log that were read."""
        self.began: float | None = None
        """When the questions began, in this process's clock."""
        self.asked_until: float | None = None
        """When the last one had ended."""
        self.written = 0
        """Answers in AISBench's files."""
        self.subjects: list[Subject] = []
        self.end: Mapping[str, Any] | None = None
        """The node's last word: exit status, summary."""
        self.given_up = False
        """We ended it ourselves: it was hopeless, or the service is gone."""
        self.due, self.over, self.tables_s = 0.0, False, 0.0
        self._told = 0
        self.files = PointFiles(self.local)

    # -- start

    async def start(self, again: bool) -> None:
        """Start ais_bench; `again`: continue where this point stopped and keep its answers.

        Raises StartRefusal where it cannot start, LinkError where the node does not answer.
        """

        def make(set_env: tuple[str, ...], own: bool, installed: Installed) -> Plan:
            return accuracy_plan.plan(
                self.ctx.deployment, self.run, self.settings, set_env=set_env, own_datasets=own, installed=installed
            )

        point = PlannedPoint(self.node, self.name, self.part, self.run.datasets, self.settings, make)
        started = await start(self.ctx, point, again=again)
        self.plan, self.installed, self.folder = started.plan, started.installed, started.folder
        self.python, self.printed = started.python, started.printed
        self.lines, self.subjects, self.end = AccuracyLines(), [], None
        self.began = self.asked_until = None
        self._told, self.given_up = 0, False
        self.files.begin(started, "output.log")

    def reader(self) -> Program:
        """The program that follows the run on the node, from the position reached so far."""
        fact = self.ctx.facts.get(self.node)
        limit = self.settings.get("max_out_len", 0)
        return program(
            "accuracy_reader", self.folder, self.printed, limit if isinstance(limit, int) else 0,
            str(self.settings["path"]), self.python, python=fact.python if fact else None,
        )  # fmt: skip

    # -- what comes from the node

    def read(self, line: Mapping[str, Any], now: float) -> tuple[Event, ...]:
        """One line of the reader. Returns what began or was evaluated with it."""
        kind = line.get("kind")
        if kind == "output":
            return self._print(base64.b64decode(line["bytes"]), int(line["upto"]), now)
        if kind == "answers":
            self.written = max(self.written, int(line["written"]))
        elif kind == "subject":
            self.subjects.append(Subject.from_json(line))
        elif kind == "end":
            self.end = line
        return ()

    def _print(self, chunk: bytes, upto: int, now: float) -> tuple[Event, ...]:
        self.files.append("output.log", chunk)
        self.printed = upto
        events: list[Event] = []
        for phase in self.lines.feed(chunk):
            if phase == "infer":
                self.began = now
            elif phase == "eval":
                self.asked_until = now
            elif phase == "tables":
                events += self._evaluated()
            events.append(BenchPhase(self.name, phase, total=self.lines.tasks if phase == "eval" else None))
        events += self._evaluated()
        return tuple(events)

    def _evaluated(self) -> list[Event]:
        """The subjects whose evaluation has ended since the last call."""
        new, self._told = self.lines.evaluated[self._told :], len(self.lines.evaluated)
        return [BenchPhase(self.name, "eval", one.subject, one.score, one.done, self.lines.tasks) for one in new]

    def progress(self, now: float) -> BenchProgress:
        """The progress of the questions; AISBench's own counts, at most one second old."""
        counts, total = self.lines.counts, self.lines.total or 0
        finished = max(self.lines.answered, min(self.written, total))
        elapsed = (self.asked_until or now) - self.began if self.began is not None else 0.0
        fresh = finished - self.lines.cached
        return BenchProgress(
            point=self.name,
            total=total,
            posted=self.lines.cached + counts.posted,
            received=self.lines.cached + counts.received,
            finished=finished,
            failed=counts.failed,
            window_s=0.0,
            eta_s=eta_s(total - self.lines.cached, fresh, elapsed),
            elapsed_s=round(elapsed, 1),
            source="counts",
        )

    def tell(self, now: float, last: BenchProgress | None) -> BenchProgress | None:
        """The progress; None where it says nothing that `last` did not."""
        progress = self.progress(now)
        new = self.began is not None and (last is None or _figures(progress) != _figures(last))
        return progress if new else None

    def beside(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Nothing is followed beside it."""
        return ()

    def known(self) -> str:
        """How much has been heard, as words."""
        return f"{self.lines.answered} of {self.lines.total or '?'} answers"

    @property
    def started(self) -> bool:
        """ais_bench was started on the node."""
        return self.files.started

    @property
    def ended(self) -> bool:
        return self.end is not None

    @property
    def hopeless(self) -> bool:
        """Whether the run cannot succeed any more: it stopped answering, and AISBench continues to score what there is.

        It would evaluate each subject for seconds, and print a score in which the missing answers are wrong.
        """
        lines = self.lines
        if lines.phase != "eval":
            return False
        failed, total = lines.counts.failed, lines.total
        return lines.cause is not None and not total or bool(total and failed > (1 - WHOLE) * total)

    # -- the verdict

    def verdict(self) -> AccuracyFinished | BenchFailed | BenchStopped:
        """The verdict on the ended run, by its answers: an interrupted run also ends with 0, and with a score.

        Keeps result.json, summary.csv and the wrong answers in the run folder.
        """
        self.lines.close()
        end = self.end or {}
        text = str(end.get("summary") or "")
        try:
            rows = judging.summary(text) if text else ()
        except ValueError as error:
            return self._failed(str(error), {})
        judged = judging.judge(self.run.datasets, () if self.given_up else rows, self.subjects, self.lines.total or 0)
        entry = self._entry(judged.entry)
        if text and not self.given_up:
            self.files.keep("summary.csv", text)
        self._result(entry, judged.problem)
        if end.get("stopped") and not self.given_up:
            counts = entry["requests"]
            return BenchStopped(
                self.name,
                Message("ended at {success} of {asked} answers", success=counts["success"], asked=counts["asked"]),
                entry,
            )
        if judged.problem is not None:
            cause = self._why()
            return self._failed(f"{judged.problem}: {cause}" if cause else judged.problem, entry)
        return AccuracyFinished(
            self.name, entry["dataset"], entry["metric"], entry["score"], f"bench/{self.name}/result.json", entry
        )

    def _why(self) -> str | None:
        """The real cause: AISBench's own words, else why requests failed, else how it ended."""
        if self.lines.why:
            return self.lines.why
        reasons = [f"{count} x {one_line(text)}" for subject in self.subjects for text, count in subject.errors]
        if reasons:
            return "; ".join(reasons[:3])
        status = (self.end or {}).get("exit")
        if status == 0 or self.end is None or self.given_up:
            return None
        return (
            Message("ais_bench ended with status {status}", status=status)
            if status is not None
            else "ais_bench and its keeper were killed"
        )

    def _failed(self, why: str, summary: Mapping[str, Any]) -> BenchFailed:
        do = remedy(why, self.lines.code).replace("bench.performance.", "bench.accuracy.")
        return BenchFailed(self.name, one_line(why)[:800], do, summary)

    def can_go_on(self) -> bool:
        """Whether another part of the run may find the answers that are missing: some were given, the service is
        not gone, and nobody stopped it."""
        why = " ".join([*self.lines.reasons, self.lines.why or "", *(t for s in self.subjects for t, _ in s.errors)])
        gone = any(word in why for word in _GONE) or CANCELLED in why
        return bool(self.written or self.lines.counts.received) and not gone and not self.lines.cause

    def _entry(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The entry of report.json."""
        notes = [*(self.plan.notes if self.plan else ()), *judging.notes(entry)]
        full: dict[str, Any] = {"point": self.name, "key": dict(self.key), **entry}
        wrong = sum(len(subject.wrong) for subject in self.subjects)
        if any(subject.correct is not None for subject in self.subjects):
            full["wrong"] = wrong
            full["wrong_answers"] = f"bench/{self.name}/wrong.md"
            self.files.keep("wrong.md", judging.wrong_text(self.name, self.subjects))
        return full | ({"notes": notes} if notes else {})

    def _result(self, entry: Mapping[str, Any], problem: str | None) -> None:
        answers = [{"subject": s.name, **one} for s in self.subjects for one in s.wrong]
        result = {
            "format": 1, "run": self.ctx.run.id, "node": self.node, "aisbench": self.installed.version,
            "exit": (self.end or {}).get("exit"), "problem": problem, **entry, "answers": answers,
        }  # fmt: skip
        self.files.keep_result(result)

    def close(self) -> None:
        """Close what is open here."""
        self.files.close()


def _figures(progress: BenchProgress) -> tuple[int, ...]:
    return progress.total, progress.posted, progress.finished, progress.failed
