"""What changes in the configuration, and the environment, as one dialog to read."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.mindie.artefacts.secret import HIDDEN, hidden_values, scrub
from mindie_tui.tui.dialogs.diff import Diff
from mindie_tui.tui.dialogs.pages import Page
from mindie_tui.tui.parameters import rows
from mindie_tui.tui.text.cells import tame
from mindie_tui.tui.text.translate import base_name, t


def config_diff(title: str, made: Any, base_text: str, deployment: Deployment) -> Diff:
    """The base's text against the one that would be written, and a page of variables; no value of a secret."""
    form = engine_of(deployment).parameters
    nodes = ", ".join(node.name for node in deployment.serving) or t("no node")
    fact = t("from {base}, the same on {nodes}", base=tame(base_name(form.base_name(made))), nodes=nodes)
    before, after = form.texts(made, rows.parsed(base_text))
    return Diff(title, [fact], before, scrub(after, hidden_values(deployment)), [_environment(made)])


def _environment(made: Any) -> Page:
    """The variables of the first node as the start script exports them."""
    variables = made.environments[0] if made.environments else {}
    shown = {name: HIDDEN if name in made.unkept else value for name, value in variables.items()}
    return Page(
        t("environment"), [(f"export {tame(name)}={tame(value)}", "$foreground") for name, value in shown.items()]
    )
