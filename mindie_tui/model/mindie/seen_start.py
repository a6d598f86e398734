"""The memory that a start of MindIE used, from the KV cache lines of its warm-up."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.memory.seen import SeenStart
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.mindie.kv_memory import FRACTION, VISIBLE
from mindie_tui.model.mindie.parameters.pointers import BACKEND, MODEL


def placement_of(config: Any, world: int) -> Placement:
    """The layout of a config.json over `world` NPUs; a size that is not set (-1, 0) takes what the others leave."""

    def size(name: str, default: int) -> int:
        value = document.get(config, f"{MODEL}/{name}")
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default

    dp, cp = size("dp", 1), size("cp", 1)
    tp = size("tp", max(1, world // (dp * cp)))
    moe_ep = size("moe_ep", 1)
    return Placement(dp, tp, 1, cp, moe_ep, size("moe_tp", max(1, world // moe_ep)), size("sp", 1))


def world_of(config: Any, nodes: int) -> int:
    """The NPUs of a config.json on so many nodes."""
    per_node = document.get(config, f"{MODEL}/worldSize")
    return max(1, nodes) * (per_node if isinstance(per_node, int) and per_node > 0 else 1)


def seen_start(
    config: Any, world: int, memory: tuple[str, float, int, float], hbm_gib: float, of: str = ""
) -> SeenStart | None:
    """What a start used; None where npuMemSize was set, since its lines say nothing of what was left then.

    `memory`: the setting, its value, the blocks that there was room for in all ranks of one request, and GiB of a
    block. used = total * fraction - blocks / (sp * cp) * block.
    """
    setting, value, blocks, block_gib = memory
    if setting != FRACTION or not 0 < value <= 1 or block_gib <= 0:
        return None
    at = placement_of(config, world)
    tokens = document.get(config, f"{BACKEND}/ScheduleConfig/cacheBlockSize")
    per_block = tokens if isinstance(tokens, int) and tokens > 0 else 128
    visible = hbm_gib * VISIBLE * GIB
    used = visible * value - blocks / max(1, at.sp * at.cp) * block_gib * GIB
    return SeenStart(at, visible, used, block_gib * GIB / per_block, of)
