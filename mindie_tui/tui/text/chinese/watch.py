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
    "looking at the nodes, nothing is changed yet": "正在查看各节点，尚未改动任何内容",
    "no connection to {names}": "与 {names} 的连接已断开", "nothing was launched": "没有启动",
    "press enter on its row in step 1 to accept it": "在第 1 步该节点所在行按 enter 接受",
    ", or press x in step 4 to stop it first": "，或在第 4 步按 x 先停止它",
    ", launch again and take it over": "，重新启动并接管",
}  # fmt: skip
