"""What the NPUs of a node hold and do, every two seconds, while its service is followed."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from mindie_tui.model.events.codec import NpuSample
from mindie_tui.model.node import Npu
from mindie_tui.model.nodes.npu_smi import npus
from mindie_tui.model.shell import sh
from mindie_tui.remote.context import Context

EVERY_S = 2
FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/local/Ascend/driver/tools")
"""Where npu-smi is, which the PATH of a login without a terminal often does not hold."""


async def tables(ctx: Context, node: str) -> AsyncGenerator[Sequence[Npu], None]:
    """One look at all its NPUs after the other. Raises LinkError; CommandFailed where npu-smi gives no table."""
    mark = secrets.token_hex(8)
    ascend = ctx.deployment.container.ascend
    folders = [*FOLDERS, f"{ascend}/driver/tools"] if ascend else FOLDERS
    command = sh(
        "PATH=$PATH:{}; export LC_ALL=C; while npu-smi info && printf '%s%s\\n' {} {}; do sleep {}; done; exit 1",
        ":".join(folders),
        mark[:8],
        mark[8:],
        EVERY_S,
    )
    rest = b""
    async with aclosing(ctx.fleet.host(node).stream(command)) as chunks:
        async for chunk in chunks:
            *tables, rest = (rest + chunk).split(mark.encode())
            for table in tables[-1:]:
                seen = npus(table.decode("utf-8", "replace"))
                if seen:
                    yield seen


def sample(node: str, seen: Sequence[Npu]) -> NpuSample:
    """HBM used of the fullest NPU; AI cores busy, the mean of all."""
    used = [npu.hbm_used_mb for npu in seen if npu.hbm_used_mb is not None]
    busy = [npu.aicore_percent for npu in seen if npu.aicore_percent is not None]
    return NpuSample(node, round(max(used) / 1024, 1) if used else None, round(sum(busy) / len(busy)) if busy else None)
