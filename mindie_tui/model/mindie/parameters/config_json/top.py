"""The keys of config.json that are in no section."""

from __future__ import annotations

from mindie_tui.model.documents.kinds import Field, Free
from mindie_tui.model.mindie.parameters.section import FileSection

TOP = FileSection("", "top", "config_manager_impl.cpp")
FIRST: tuple[Field, ...] = (
    TOP.field("Version", Free(says="text"), "1.0.0", "Version of the file's format.", "配置文件版本，固定为 1.0.0"),
)

LAST: tuple[Field, ...] = (
    TOP.field(
        "EnableDynamicAdjustTimeoutConfig",
        Free(says="true or false", types=(bool,)),
        False,
        "All time-outs to their longest while a dump runs.",
        "是否将推理超时动态设为最大",
    ),
)
