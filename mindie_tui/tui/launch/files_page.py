"""What a launch would write on each node, to be read before the yes: config.json, start script, rank table."""

from __future__ import annotations

import difflib

from mindie_tui.model.engines import engine_of
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.text_pane import of_diff, plain
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.pages import Page
from mindie_tui.tui.text.translate import t

MANY = 5
"""From so many nodes on a title counts them."""


def pages(app: Wizard) -> list[Page]:
    """One page for each file that differs: nodes on which the same changes share one."""
    return [*_config(app), *_scripts(app), *_table(app)]


def _config(app: Wizard) -> list[Page]:
    """Each node's own old file against the new one."""
    names = [node.name for node in app.deployment.serving]
    known = app.session.diffs()
    if not known and not engine_of(app.deployment).parameters.rewrites:
        return []
    groups: dict[str | None, list[str]] = {}
    for name in names:
        text = known.get(name)
        body = "\n".join(text.splitlines()[2:]) if text else text  # without the two lines that name the files
        groups.setdefault(body, []).append(name)
    made = []
    for text, nodes in groups.items():
        facts = [app.run_state.facts.get(node) for node in nodes]
        paths = {one_line(fact.config_path or "") for fact in facts if fact is not None}
        path = f"   {paths.pop()}" if len(paths) == 1 else ""
        many = t("{n} nodes", n=len(nodes))
        title = "config.json   " + (", ".join(nodes) if len(nodes) < MANY else many) + path
        if text is None:
            lines = plain(t("the file there was not read; it is kept and replaced"), "$warning")
        elif not text:
            lines = plain(t("already identical"), "$muted")
        else:
            lines = of_diff(text.splitlines())
        made.append(Page(title, lines))
    return made


def _scripts(app: Wizard) -> list[Page]:
    """The master's start script in full; of each other node what differs from it."""
    made: list[Page] = []
    first = ""
    made_of, start = app.session.artefacts(), engine_of(app.deployment).start
    unkept = made_of.unkept | frozenset(app.deployment.environment_from)
    for rank, node in enumerate(app.deployment.serving):
        facts = app.run_state.facts.get(node.name)
        if facts is None:
            continue
        script = start.script(app.deployment, made_of, rank, facts, unkept)
        if not first:
            first = script
            made.append(Page(f"start.sh   {node.name}", plain(script)))
        elif script != first:
            lines = list(difflib.unified_diff(first.splitlines(), script.splitlines(), lineterm="", n=0))
            title = t("start.sh   {node}, against {master}", node=node.name, master=app.deployment.serving[0].name)
            made.append(Page(title, of_diff(lines)))
    return made


def _table(app: Wizard) -> list[Page]:
    """The files of the run's own folder, of the first node that is known."""
    made, start = app.session.artefacts(), engine_of(app.deployment).start
    known = (app.run_state.facts.get(node.name) for node in app.deployment.serving)
    fact = next((f for f in known if f is not None and f.config_path), None)
    files = start.files(made, fact, "~/.mindie-tui") if fact is not None else ()
    return [Page(file.name, plain(file.data.decode().rstrip())) for file in files if not file.backup]
