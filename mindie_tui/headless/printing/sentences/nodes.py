"""Sentences of the run itself, its nodes, their containers, and what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.headless.printing.sentences.table import Sentence, on, silent
from mindie_tui.model.events import nodes as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.message import Message, joined, phrase
from mindie_tui.model.text import size


def _run_started(event: ev.RunStarted) -> str:
    nodes = ", ".join(str(n["name"]) for n in event.nodes) or Message("no node")
    return Message("run of {profile} on {nodes}", profile=event.profile, nodes=nodes)


def _run_ended(event: ev.RunEnded) -> str:
    return Message("ended with status {status}: {reason}", status=event.exit, reason=phrase(event.reason))


def _found(event: ev.NodeFound) -> str:
    f = event.facts
    npus = Message("{count} NPUs", count=len(f.npus)) if f.npus is not None else Message("NPUs unknown")
    if f.npus is None and f.npus_why:
        npus = Message("NPUs unknown (npu-smi: {why})", why=f.npus_why)
    parts: list[str] = [npus]
    parts += [Message("{gib} GiB free", gib=f.hbm_free_gib)] if f.hbm_free_gib is not None else []
    parts += [Message("driver {driver}", driver=f.driver)] if f.driver else []
    parts += [f"MindIE {f.mindie}"] if f.mindie else []
    parts += [one for one in f.packages if one.startswith("vllm")]
    parts += [Message("container {state}", state=f.container_state)] if f.container_state else []
    return Message("found  {said}", said=joined(*parts, between=", "))


def _refused(event: ev.NodeRefused) -> str:
    return Message("refused  {said}", said=joined(phrase(event.reason), phrase(event.do or "")))


def _host_key(event: ev.HostKeyAdded) -> str:
    return Message("host key {key} added to {file}", key=event.fingerprint, file=event.known_hosts)


def _lost(event: ev.NodeLost) -> str:
    return Message("lost  {reason}", reason=phrase(event.reason))


def _back(event: ev.NodeBack) -> str:
    return Message("back after {lost_s:.0f} s", lost_s=event.lost_s)


def _log_turned(event: ev.LogTurned) -> str:
    return f"{event.file} was {event.how} there" + ("; lines before it were not seen" if event.lost else "")


def _sending(event: ev.UploadProgress) -> str:
    left = Message("about {eta_s:.0f} s left", eta_s=event.eta_s) if event.eta_s is not None else ""
    files = Message("{n} of {all} files", n=event.files, all=event.total_files) if event.total_files > 1 else ""
    share = joined(_share(event.done_bytes, event.total_bytes), files, left, between=", ")
    return Message("sending {what}  {share}  {path}", what=event.what, share=share, path=event.path)


def _sent(event: ev.UploadFinished) -> str:
    if event.sent_bytes:
        says = "sent {what}  {size} in {elapsed_s:.0f} s, verified  {path}"
        sent = size(event.sent_bytes)
        return Message(says, what=event.what, size=sent, elapsed_s=event.elapsed_s, path=event.path)
    return Message("{what} is there already, verified  {path}", what=event.what, path=event.path)


def _image(event: ev.ImageLoading) -> str:
    if event.image_id is not None:
        says = "image {image} loaded after {elapsed_s:.0f} s  {id}"
        return Message(says, image=event.image, elapsed_s=event.elapsed_s, id=event.image_id)
    if event.done_bytes is None:
        return Message("loading image, {elapsed_s:.0f} s  {tar}", elapsed_s=event.elapsed_s, tar=event.tar)
    share = _share(event.done_bytes, event.total_bytes)
    says = "loading image  {share}, {elapsed_s:.0f} s  {tar}"
    return Message(says, share=share, elapsed_s=event.elapsed_s, tar=event.tar)


def _created(event: ev.ContainerCreated) -> str:
    says = "container {name} created and started from {image}, {devices} devices, shm {shm}"
    return Message(says, name=event.container, image=event.image, devices=event.devices, shm=event.shm_size)


def _not_created(event: ev.ContainerRefused) -> str:
    said = joined(phrase(event.reason), phrase(event.do or ""))
    return Message("container {name} not created  {said}", name=event.container, said=said)


def _share(done: int, total: int) -> str:
    share = f" ({100 * done // total} %)" if total else ""
    return Message("{done} of {total}{share}", done=size(done), total=size(total), share=share)


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
