"""Sentences of the run itself, its nodes, their containers, and what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.headless.printing.sentences.table import Sentence, on, silent
from mindie_tui.model.events import nodes as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.text import size


def _run_started(event: ev.RunStarted) -> str:
    return f"run of {event.profile} on {', '.join(str(n['name']) for n in event.nodes) or 'no node'}"


def _run_ended(event: ev.RunEnded) -> str:
    return f"ended with status {event.exit}: {event.reason}"


def _found(event: ev.NodeFound) -> str:
    f = event.facts
    why = f" (npu-smi: {f.npus_why})" if f.npus_why else ""
    parts = [f"{len(f.npus)} NPUs" if f.npus is not None else f"NPUs unknown{why}"]
    parts += [f"{f.hbm_free_gib} GiB free"] if f.hbm_free_gib is not None else []
    parts += [f"driver {f.driver}"] if f.driver else []
    parts += [f"MindIE {f.mindie}"] if f.mindie else []
    parts += [f"container {f.container_state}"] if f.container_state else []
    return "found  " + ", ".join(parts)


def _refused(event: ev.NodeRefused) -> str:
    return f"refused  {event.reason}" + (f"; {event.do}" if event.do else "")


def _host_key(event: ev.HostKeyAdded) -> str:
    return f"host key {event.fingerprint} added to {event.known_hosts}"


def _lost(event: ev.NodeLost) -> str:
    return f"lost  {event.reason}"


def _back(event: ev.NodeBack) -> str:
    return f"back after {event.lost_s:.0f} s"


def _log_turned(event: ev.LogTurned) -> str:
    return f"{event.file} was {event.how} there" + ("; lines before it were not seen" if event.lost else "")


def _sending(event: ev.UploadProgress) -> str:
    left = f", about {event.eta_s:.0f} s left" if event.eta_s is not None else ""
    files = f", {event.files} of {event.total_files} files" if event.total_files > 1 else ""
    return f"sending {event.what}  {_share(event.done_bytes, event.total_bytes)}{files}{left}  {event.path}"


def _sent(event: ev.UploadFinished) -> str:
    if event.sent_bytes:
        return f"sent {event.what}  {size(event.sent_bytes)} in {event.elapsed_s:.0f} s, verified  {event.path}"
    return f"{event.what} is there already, verified  {event.path}"


def _image(event: ev.ImageLoading) -> str:
    if event.image_id is not None:
        return f"image {event.image} loaded after {event.elapsed_s:.0f} s  {event.image_id}"
    seen = f"  {_share(event.done_bytes, event.total_bytes)}" if event.done_bytes is not None else ""
    return f"loading image{seen}, {event.elapsed_s:.0f} s  {event.tar}"


def _created(event: ev.ContainerCreated) -> str:
    what = f"{event.devices} devices, shm {event.shm_size}"
    return f"container {event.container} created and started from {event.image}, {what}"


def _not_created(event: ev.ContainerRefused) -> str:
    return f"container {event.container} not created  {event.reason}" + (f"; {event.do}" if event.do else "")


def _share(done: int, total: int) -> str:
    share = f" ({100 * done // total} %)" if total else ""
    return f"{size(done)} of {size(total)}{share}"


SENTENCES: Mapping[type[Event], Sentence] = dict(
    (
        on(ev.RunStarted, _run_started),
        on(ev.RunEnded, _run_ended),
        on(ev.NodeAsked, silent),
        on(ev.NodeFound, _found),
        on(ev.NodeRefused, _refused),
        on(ev.HostKeyAdded, _host_key),
        on(ev.NodeLost, _lost),
        on(ev.NodeBack, _back),
        on(ev.LogTurned, _log_turned),
        on(ev.UploadProgress, _sending),
        on(ev.UploadFinished, _sent),
        on(ev.ImageLoading, _image),
        on(ev.ContainerCreated, _created),
        on(ev.ContainerRefused, _not_created),
    )
)
