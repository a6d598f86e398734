"""The data sets of a bench on its node: those that the profile names a folder of this machine for are sent there."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from mindie_tui.model.events.codec import Event
from mindie_tui.remote.context import Context
from mindie_tui.remote.nodes.upload import upload
from mindie_tui.remote.nodes.upload_progress import Upload
from mindie_tui.store import paths


def holds_anything(folder: str) -> bool:
    """Whether a folder of this machine holds anything."""
    try:
        return any(Path(folder).expanduser().iterdir())
    except OSError:
        return False


async def ensure_datasets(ctx: Context) -> AsyncGenerator[Event, None]:
    """Send what is missing of each `bench.datasets.NAME.from` to its path in the bench node's container.

    Called before a bench starts. Yields UploadProgress and UploadFinished of each, NodeLost and NodeBack where the
    connection is cut. Existing files with the same bytes are verified and kept; a data set without `from` is skipped.
    Raises Refused where nothing was sent, LinkError or StoreError where sending could not finish
    (remote/nodes/upload.py).
    """
    node = ctx.deployment.bench_node or ctx.master
    for name, dataset in ctx.deployment.bench.datasets.items():
        if dataset.from_ is None:
            continue
        asked = Upload(node, name, paths.expand_home(dataset.from_), dataset.path)
        async with aclosing(upload(ctx.fleet, asked)) as events:
            async for event in events:
                yield event
