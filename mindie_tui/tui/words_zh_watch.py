"""Chinese words of what is watched while a service serves, and of what the steps wait for."""

from __future__ import annotations

WATCH = {
    "healthy again": "恢复健康",
    "no completion": "补全请求无应答", "completions come again": "补全请求恢复应答",
    "container engine": "容器引擎", "the container engine answers again": "容器引擎恢复应答",
    "NPU trouble": "NPU 异常", "the NPUs are OK again": "NPU 恢复正常",
    "disk full": "磁盘已满", "the disk has room again": "磁盘恢复可用空间",
    "log silent": "日志无输出", "the log goes on": "日志恢复输出",
    "{node}: {what}: {said}": "{node}：{what}：{said}",
    "{node}: {what} after {time}": "{node}：{time} 后{what}",
    "and {n} more": "另有 {n} 项",
}  # fmt: skip
