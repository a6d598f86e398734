"""The run folder, its only writer and reader: what was meant, what stood there, what happened, what was measured."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, TypeVar

from mindie_tui import __version__
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import StoreError
from mindie_tui.model.events.codec import Event, NodeFound, NotAnEvent, Recorded, Step, read as read_event
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.secret import hidden_values, of_command_line, scrub, telling, without_secrets
from mindie_tui.model.report.shape import sound
from mindie_tui.model.runs.fold import after_read
from mindie_tui.model.runs.state import RunState
from mindie_tui.store import disk, kept_facts, passed_over, paths
from mindie_tui.store.json_files import json_line, json_text, parse_object, read_object
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.profiles.save import resolved_text
from mindie_tui.store.runs import event_log
from mindie_tui.store.runs.event_log import EventLog
from mindie_tui.store.runs.ids import ids_matching, new_folder
from mindie_tui.store.runs.info import RunInfo, as_info, names, newest, readable, whole_lines
from mindie_tui.store.runs.spool import Spool

__all__ = ["Run", "RunInfo", "json_line", "json_text"]

FORMAT = 1
T = TypeVar("T")
MOST_KEPT = 64_000_000
"""Bytes of a file that is kept whole: a config.json, a script, a rank table."""
_OF_A_PLACE = (("path", str), ("inode", (int, type(None))), ("offset", int), ("begins", int), ("before", list))
"""The keys of the file beside a log, and their types."""


class Run:
    """One run's folder. `create` begins one, `find` opens one that was; both can be recorded to."""

    def __init__(self, folder: Path, head: dict[str, Any]) -> None:
        self.folder = folder
        self.id = folder.name
        self._head = head
        self._events = EventLog(folder / "events.jsonl")
        self._spools: dict[tuple[str, str], Spool] = {}
        self._held: int | None = None
        self._hidden: tuple[str, ...] = ()
        """Secrets, which are taken out of all that is written here; what a node had before and its logs stay."""

    @classmethod
    def create(
        cls, deployment: Deployment, argv: Sequence[str], *, root: Path | None = None, simulated: bool = False
    ) -> Run:
        """A new folder with run.json and profile.yaml in it. Raises StoreError where the disk refuses."""
        if root is None:
            disk.keep_private(paths.state())
        root = disk.make_folder(root if root is not None else paths.runs())
        now = datetime.now().astimezone()
        folder = new_folder(root, now, deployment.name)
        hidden = hidden_values(deployment)
        head = {
            "format": FORMAT,
            "id": folder.name,
            "profile": deployment.name,
            "argv": of_command_line(argv, hidden),
            "versions": {"mindie-tui": __version__, "python": platform.python_version()},
            "nodes": [node.name for node in deployment.nodes],
            "step": "nodes",
            "started": now.isoformat(timespec="microseconds"),
            "ended": None,
            "exit": None,
            "simulated": simulated,
        }
        run = cls(folder, head)
        run.hide(hidden)
        run._write_head()
        run.write_profile(deployment)
        return run

    @classmethod
    def find(cls, text: str, root: Path | None = None, *, besides: str = "") -> Run:
        """The run whose id contains `text` unambiguously, or `last`, the newest; never the run `besides`.

        Raises StoreError.
        """
        root = root if root is not None else paths.runs()
        where = str(root)
        if text == "last":
            for info in cls.newest(root, lambda folder: folder.name != besides):
                return cls.of(info)
        known = [name for name in names(root) if name != besides]
        matches = readable(root, ids_matching(text, known))
        if not matches:
            do = "`mindie-tui runs` lists them" if known else "nothing was run on this machine yet"
            raise StoreError(Message("no run has {text!r} in its id", text=text), where=where, do=do)
        if len(matches) > 1:
            some = ", ".join(info.id for info in matches[:4]) + (" ..." if len(matches) > 4 else "")
            raise StoreError(
                Message("{count} runs have {text!r} in their id: {some}", count=len(matches), text=text, some=some),
                where=where,
                do="write more of it",
            )
        return cls.of(matches[0])

    @classmethod
    def of(cls, info: RunInfo) -> Run:
        """The run of an entry of `all`, without a look at the others. Raises StoreError."""
        return cls(info.folder, read_object(info.folder / "run.json"))

    @classmethod
    def all(cls, root: Path | None = None) -> list[RunInfo]:
        """Every run, newest first. A folder without a readable run.json is passed over and named."""
        return list(cls.newest(root))

    @classmethod
    def newest(cls, root: Path | None = None, only: Callable[[Path], bool] | None = None) -> Iterator[RunInfo]:
        """The entries of `all` in the same order, each read on demand; `only` those that it accepts by their folder."""
        return newest(root if root is not None else paths.runs(), only)

    @property
    def info(self) -> RunInfo:
        """The state of the run."""
        return as_info(self.folder, self._head)

    def record(self, step: Step, event: Event) -> Recorded:
        """Number an event and append it to events.jsonl, before anyone sees it. Raises StoreError."""

        def made(seq: int) -> tuple[Recorded, bytes]:
            recorded = Recorded(seq, _now(), self.id, step, scrub(event, self._hidden))
            return recorded, json_line(recorded.as_json())

        recorded = self._events.append(made)
        if isinstance(event, NodeFound):
            kept_facts.keep(self.folder, recorded.seq, scrub(kept_facts.as_values(event.facts), self._hidden))
        if self._head.get("step") != step:
            self._note(step=step)
        return recorded

    def record_end(self, step: Step, node: str, event: Event) -> Recorded | None:
        """`record` of the end of a node's service; None where its stop is in the record already.

        `mindie-tui stop RUN` beside a wizard that follows the run: both see the end, one of them writes it down.
        """
        with event_log.alone(self.folder / "ending"):
            return None if event_log.is_stopped(self.events(), node) else self.record(step, event)

    def events(self) -> Iterator[dict[str, Any]]:
        """The objects of events.jsonl in order; a line that a kill cut off is left out, a broken one is named."""
        path = self.folder / "events.jsonl"
        with disk.as_store_error(path), contextlib.suppress(FileNotFoundError):
            for number, line in enumerate(whole_lines(path), 1):
                try:
                    yield parse_object(line)
                except ValueError as error:
                    passed_over.note(path, f"line {number} {error}")

    def recorded(self) -> Iterator[Recorded]:
        """The events that this version knows; a line that fits none is passed over and named."""
        for number, line in enumerate(self.events(), 1):
            try:
                if (recorded := read_event(line)) is not None:
                    yield kept_facts.complete(self.folder, recorded)
            except NotAnEvent as error:
                passed_over.note(
                    self.folder / "events.jsonl",
                    Message("event {number} is broken: {error}", number=number, error=error),
                )

    def state(self, begin: RunState | None = None) -> RunState:
        """The fold of its events, on `begin`; one that does not fit those before it is passed over and named."""
        state = begin if begin is not None else RunState()
        for recorded in self.recorded():
            before, state = state, after_read(state, recorded)
            if state is before:
                passed_over.note(self.folder / "events.jsonl", Message("event {seq} is broken", seq=recorded.seq))
        return state

    def events_after(self, offset: int) -> tuple[list[dict[str, Any]], int]:
        """The objects of events.jsonl behind a byte, and the byte behind the last whole one."""
        path = self.folder / "events.jsonl"
        found: list[dict[str, Any]] = []
        with disk.as_store_error(path), contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > offset:
                with path.open("rb") as file:
                    file.seek(offset)
                    for line in file:
                        if not line.endswith(b"\n"):
                            break
                        offset += len(line)
                        with contextlib.suppress(ValueError):
                            found.append(parse_object(line))
        return found, offset

    def deployment(self) -> Deployment:
        """What the run ran, by the name that its profile had. ProfileError for a profile.yaml changed by hand."""
        read = profiles.load(str(self.folder / "profile.yaml"), search=()).deployment
        return read.model_copy(update={"name": str(self._head.get("profile") or read.name)})

    def hide(self, values: Iterable[str]) -> None:
        """Further secrets that nothing of this run may hold."""
        self._hidden = telling((*self._hidden, *values))

    def without_secrets(self, value: T) -> T:
        """A text or JSON value without the secrets that are known."""
        clean: T = scrub(value, self._hidden)
        return clean

    def write_profile(self, deployment: Deployment) -> None:
        """profile.yaml: `extends` resolved, secrets left out; the files of this machine that it names are kept beside.

        Secret variables are named by `environment_from`, so that a repeated run takes them from this machine.
        """
        self.hide(hidden_values(deployment))
        deployment = without_secrets(deployment)
        kept: dict[str, str] = {}
        for key in ("config", "rank_table"):
            if (path := getattr(deployment, key)) is not None:
                with disk.as_store_error(path):
                    data = disk.read_bytes(paths.expand_home(path), MOST_KEPT)
                kept[key] = f"given/{key}.json"
                self._write(kept[key], data)
        text = resolved_text(deployment.model_copy(update=kept))
        head = f"# What run {self.id} ran; replaying this file repeats it.\n"
        if names := deployment.environment_from:
            head += f"# The values of {', '.join(names)} are kept nowhere: export them before.\n"
        self._write("profile.yaml", (head + text).encode())

    def write_planned(self, name: str, data: bytes) -> Path:
        """What is written to the nodes, byte for byte but for secrets: "config.json", "a3-01/start.sh"."""
        kept = scrub(data.decode("utf-8", "surrogateescape"), self._hidden).encode("utf-8", "surrogateescape")
        if kept != data:
            self._write(f"planned/{name}.sha256", hashlib.sha256(data).hexdigest().encode() + b"\n")
        return self._write(f"planned/{name}", kept)

    def planned_sha256(self, name: str) -> str | None:
        """The SHA-256 of what `write_planned` was given; None where there was nothing."""
        if (noted := _read(self._inside(f"planned/{name}.sha256"))) is not None:
            return noted.decode("ascii", "replace").strip()
        data = self.planned(name)
        return None if data is None else hashlib.sha256(data).hexdigest()

    def write_before(self, node: str, name: str, data: bytes) -> Path:
        """Byte for byte what stood on a node."""
        return self._write(f"before/{node}/{name}", data)

    def planned(self, name: str) -> bytes | None:
        """What `write_planned` kept, or None."""
        return _read(self._inside(f"planned/{name}"))

    def before(self, node: str, name: str) -> bytes | None:
        """What `write_before` kept, or None."""
        return _read(self._inside(f"before/{node}/{name}"))

    def spool(self, node: str, name: str = "service") -> Spool:
        """The log of a node; the same object each time, since two would count apart."""
        if (node, name) not in self._spools:
            self._spools[node, name] = Spool(self._inside(f"logs/{node}/{name}.log"))
        return self._spools[node, name]

    def write_log_place(self, node: str, place: Mapping[str, Any], name: str = "service") -> None:
        """The place of a followed log on its node: path, inode, offset."""
        self._write(f"logs/{node}/{name}.json", json_line(place), sync=False)

    def log_place(self, node: str, name: str = "service") -> dict[str, Any] | None:
        """What `write_log_place` kept; None where there is nothing, or only half of it."""
        with contextlib.suppress(StoreError):
            place = read_object(self._inside(f"logs/{node}/{name}.json"))
            if all(key not in place or isinstance(place[key], fits) for key, fits in _OF_A_PLACE):
                return place
        return None

    def logs(self) -> tuple[tuple[str, str], ...]:
        """(node, name) of every log that was kept."""
        found = (self.folder / "logs").glob("*/*.log")
        return tuple(sorted((path.parent.name, path.stem) for path in found))

    def bench_folder(self, point: str) -> Path:
        """bench/<point>, made if it is not there."""
        return disk.make_folder(self._inside(f"bench/{point}"))

    def result(self, point: str) -> dict[str, Any]:
        """The point as its result.json has it, in the form of report.json; {} where it has none that can be read."""
        about = ("format", "run", "node", "aisbench", "exit")
        with contextlib.suppress(StoreError):
            found = read_object(self._inside(f"bench/{point}/result.json"))
            return {key: value for key, value in found.items() if key not in about}
        return {}

    def write_report(self, data: Mapping[str, Any], markdown: str) -> Path:
        """report.md and report.json; the path of the latter."""
        self._write("report.md", scrub(markdown, self._hidden).encode("utf-8", "replace"))
        return self._write("report.json", json_text(scrub(data, self._hidden)))

    def report(self) -> dict[str, Any] | None:
        """report.json, or None where nothing was reported. Raises StoreError for one that is broken."""
        path = self.folder / "report.json"
        return sound(read_object(path), lambda why: passed_over.note(path, why)) if path.is_file() else None

    def write_baseline(self, report: Mapping[str, Any], label: str) -> None:
        """baseline.json: the report that this run is compared with, as it was when the run began."""
        self._write("baseline.json", json_line({"label": label, "report": report}))

    def baseline(self) -> tuple[dict[str, Any], str] | None:
        """(report, label) that `write_baseline` kept; None where there is none. Raises StoreError for a broken one."""
        path = self.folder / "baseline.json"
        kept = read_object(path) if path.is_file() else {}
        if not isinstance(report := kept.get("report"), dict):
            return None
        return sound(report, lambda why: passed_over.note(path, why)), str(kept.get("label", ""))

    def end(self, exit_status: int) -> None:
        """Note how it ended and close every file."""
        self._note(ended=_now(), exit=exit_status)
        self.close()

    def hold(self) -> None:
        """Be the only one that follows this run's logs; two would write each line twice. StoreError where one does."""
        if self._held is not None:
            return
        path = self.folder / "followed"
        with disk.as_store_error(path):
            self._held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.release()
                what = Message("another mindie-tui on this machine follows run {id} already", id=self.id)
                raise StoreError(what, do="look there, or close it first; the service keeps running") from None

    def release(self) -> None:
        """Let another one follow."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def close(self) -> None:
        """Release the files; the folder stays."""
        self.release()
        for spool in self._spools.values():
            spool.close()
        self._events.close()

    def delete(self) -> None:
        """Remove the folder with all that is in it."""
        self.close()
        with disk.as_store_error(self.folder):
            shutil.rmtree(self.folder)

    def _note(self, **changed: Any) -> None:
        """Change run.json; what another process noted there meanwhile stays."""
        with contextlib.suppress(StoreError):
            self._head |= read_object(self.folder / "run.json")
        self._head |= changed
        self._write_head()

    def _write_head(self) -> None:
        self._write("run.json", json_text(self._head))

    def _write(self, name: str, data: bytes, *, sync: bool = True) -> Path:
        path = self._inside(name)
        disk.make_folder(path.parent)
        disk.write_atomic(path, data, sync=sync)
        return path

    def _inside(self, name: str) -> Path:
        """A path in the folder; a name from outside does not lead out of it."""
        parts = PurePath(name).parts
        if not parts or any(part in ("..", "/") or "\0" in part for part in parts):
            raise StoreError(
                Message("{name!r} is not a valid name inside a run", name=name),
                where=str(self.folder),
                do="use a plain name",
            )
        return self.folder.joinpath(*parts)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def _read(path: Path) -> bytes | None:
    try:
        return disk.read_bytes(path, MOST_KEPT, wait=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk.store_error(error, path) from error
