"""A Deployment written as a profile: the difference to what it extends, comments kept where nothing changed."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.deployment import FORMAT, Deployment
from mindie_tui.store.yaml_writer import AsWritten, dump


def resolved_text(deployment: Deployment) -> str:
    """The whole profile, nothing left to look up."""
    return dump(content(deployment))


def content(deployment: Deployment) -> dict[str, Any]:
    """What a file holds for this deployment, without `extends`, in the order of the format."""
    values = deployment.model_dump(mode="json", by_alias=True, exclude_unset=True)
    values = {key: item for key, item in values.items() if key not in ("name", "extends", "mindie-tui")}
    order = [info.alias or name for name, info in Deployment.model_fields.items()]
    return {"mindie-tui": FORMAT} | as_written({key: values[key] for key in order if key in values})


def as_written(values: dict[str, Any]) -> dict[str, Any]:
    """The variables as text without quotes where that is the same."""
    if not isinstance(values.get("environment"), dict):
        return values
    return values | {"environment": {name: AsWritten(text) for name, text in values["environment"].items()}}
