"""Containers that the profile asks for and that are not there: what creating them does, one yes, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.events.codec import UploadProgress
from mindie_tui.model.message import in_language
from mindie_tui.model.nodes.container_creation import lacking
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.text_pane import Line, plain
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.confirm import AnswerKey
from mindie_tui.tui.dialogs.pages import Page, Pages
from mindie_tui.tui.text.cells import cut, duration, left, say
from mindie_tui.tui.text.translate import t

if TYPE_CHECKING:
    from mindie_tui.remote.session.session import ContainerPlan

ROOM = 90
"""Cells of a fact after its label."""


def why_not(app: Wizard) -> str | None:
    """Why no container can be created now, a sentence; None where one can."""
    if not app.deployment.container.create:
        return t("the profile asks for no container (container.create)")
    return None if lacking(app.deployment, app.run_state.facts) else t("no container is lacking, as far as is known")


async def create(app: Wizard) -> bool:
    """Show what would be run on each node, and run it after a confirmation; in a worker. True where every node has one
    then."""
    try:
        plans = await app.session.container_plans()
    except MindieTuiError as error:
        app.tell(error)
        return False
    good = [plan for plan in plans if plan.commands]
    pages = [Page(_title(plan), _lines(plan)) for plan in plans]
    name = one_line(app.deployment.container.name)
    if not good:
        await app.push_screen_wait(Pages(t("No container can be created"), _facts(app, plans), pages, weight="error"))
        return False
    many = t("{n} nodes", n=len(good)) if len(good) > 1 else one_line(good[0].node)
    question = t("Create the container {name} on {nodes}?", name=name, nodes=many)
    answers = [AnswerKey("n", "not now", "no"), AnswerKey("C", "create", "create")]
    answer = await app.push_screen_wait(Pages(question, _facts(app, plans), pages, answers, weight="warning"))
    return answer == "create" and await app.follow(app.session.create_containers())


def _title(plan: ContainerPlan) -> str:
    if plan.reason:
        return f"{one_line(plan.node)}   {t('cannot be')}"
    return f"{one_line(plan.node)}   " + (t("exactly as it would be run") if plan.commands else one_line(plan.state))


def _lines(plan: ContainerPlan) -> list[Line]:
    if plan.reason:
        return [*plain(one_line(in_language(plan.reason)), "$error"), *plain(one_line(in_language(plan.do)), "$muted")]
    if not plan.commands:
        return plain(t("a container with this name exists; it is left unchanged"), "$muted")
    lines: list[Line] = []
    for command in plan.commands:
        lines += [*([("", "")] if lines else []), *plain(command)]
    return lines


def _facts(app: Wizard, plans: tuple[ContainerPlan, ...]) -> list[Content]:
    container = app.deployment.container

    def fact(label: str, *parts: tuple[str, str] | str) -> Content:
        return say((left(t(label), 9), "$muted"), *parts)

    facts = [fact("image", cut(one_line(container.image or ""), ROOM))]
    if any(len(plan.does) > 1 for plan in plans):
        facts.append(fact("loaded", cut(one_line(container.tar or ""), ROOM)))
    if any(len(plan.does) > 2 for plan in plans):
        facts.append(fact("sent", cut(one_line(container.tar_from or ""), ROOM)))
    facts += [fact("mounts" if n == 0 else "", cut(one_line(text), ROOM)) for n, text in enumerate(container.mounts)]
    facts.append(fact("", (t("with every NPU, the driver, and the network of the machine"), "$muted")))
    facts.append(fact("", (t("an existing one is never replaced"), "$muted")))
    return facts


def progress(state: RunState) -> Content:
    """How far what is sent and loaded is, of each node that it is on its way to; empty where nothing is."""
    told = []
    for event in state.uploads.values():
        if isinstance(event, UploadProgress):
            share = f"{100 * event.done_bytes // event.total_bytes} %" if event.total_bytes else ""
            rest = f" {duration(event.eta_s)}" if event.eta_s is not None else ""
            told.append((one_line(event.node), f"{t('sending')} {one_line(in_language(event.what))} {share}{rest}"))
    for name, node in state.nodes.items():
        if node.image is not None and node.image.image_id is None and node.container is None:
            done, total = node.image.done_bytes, node.image.total_bytes
            share = f"{100 * done // total} %" if done is not None and total else duration(node.image.elapsed_s)
            told.append((one_line(name), f"{t('loading the image')} {share}"))
    parts: list[tuple[str, str] | str] = []
    for name, words in told[:2]:
        parts += [(f"{name} ", "bold $strong"), (f"{words}   ", "$accent")]
    if len(told) > 2:
        parts.append((t("and {n} more", n=len(told) - 2), "$muted"))
    return say(*parts) if parts else Content("")
