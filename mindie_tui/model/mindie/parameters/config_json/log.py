"""LogConfig: the level of the log while the service runs."""

from __future__ import annotations

from mindie_tui.model.documents.kinds import Field, Free
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.section import FileSection

LOG = FileSection(pointers.LOG, "LogConfig", "config_dynamic_handler.cpp")
FIELDS: tuple[Field, ...] = (
    LOG.field(
        "dynamicLogLevel",
        Free(says="DEBUG, INFO, WARN, ERROR or empty", types=(str,)),
        "",
        "Log level to change to while the service runs.",
        "运行中动态日志级别",
    ),
    LOG.field(
        "dynamicLogLevelValidHours",
        Free(says="int, 1 to 168", types=(int, float)),
        2,
        "Hours that it lasts.",
        "动态日志生效时长（小时）",
    ),
    LOG.field(
        "dynamicLogLevelValidTime",
        Free(says="text", types=(str,)),
        "",
        "When it began; MindIE fills it in.",
        "动态日志开始时间，自动填写",
    ),
)
