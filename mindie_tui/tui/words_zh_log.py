"""Chinese words of the log view."""

from __future__ import annotations

LOG = {
    "unfold": "展开", "wrap": "换行", "time": "时间", "files": "文件", "go to line": "跳转到行",
    "save the log": "保存日志",
    "hit back": "上一处", "error back": "上一个错误", "show": "显示", "go there": "跳转",
    "all levels": "所有级别", "INFO and up": "INFO 及以上", "WARN and up": "WARN 及以上", "ERROR only": "仅 ERROR",
    "error {at}": "错误 {at}", "all {n} nodes": "全部 {n} 个节点", "{n} new below": "下方有 {n} 行新日志",
    "line {n} of {all}": "第 {n} 行，共 {all} 行",
    "{n} nodes": "{n} 个节点", "both": "两者", "all": "全部", "service": "服务", "{n} more alike": "另有 {n} 行相似",
    " until {time}": "，直到 {time}", ", known, does no harm": "，已知，无害", "o unfold": "o 展开", "o fold": "o 收起",
    "{node} is locked for this run": "{node} 已为本次运行加锁",
    "{file} written on {node}, sha256 {sha}..": "{file} 已写入 {node}，sha256 {sha}..",
    "{file} on {node} is what it should be, nothing was written": "{node} 上的 {file} 无需改动，未写入",
    "the old {file} put back on {node}": "已在 {node} 上恢复原来的 {file}",
    "started on {node}, pid {pid}": "已在 {node} 上启动，pid {pid}",
    "attached to the service of {run} on {nodes}": "已接管 {nodes} 上 {run} 的服务",
    "{node} answered as {model} in {ms} ms": "{node} 以 {model} 应答，{ms} ms", "ready after {time}": "{time} 后就绪",
    "{node} died: {why}": "{node} 已退出：{why}", "{node} stopped: {how}": "{node} 已停止：{how}",
    "{node} lost: {why}": "{node} 断开：{why}",
    "{node} is back after {time}, its log goes on where it stopped": "{node} 在 {time} 后恢复，日志从中断处继续",
    "{file} was rotated on {node}": "{node} 上的 {file} 已轮转",
    "{file} was truncated on {node}": "{node} 上的 {file} 被截断",
    "; what it held before was not all seen": "；之前的内容未能全部看到",
    "Which log?": "查看哪个日志？", "launch.follow in the profile names them": "由配置中的 launch.follow 指定",
    "what the services print": "服务的输出", "all further files": "所有其他日志文件",
    "everything, by time": "全部，按时间",
    "all files of {node}": "{node} 的所有日志", "file": "文件", "lines": "行数", "size": "大小",
    "line, or percent: 1200 or 50%": "行号或百分比：1200 或 50%",
    "write a line as 1200, or a percentage as 50%": "请输入行号（如 1200）或百分比（如 50%）",
    "{n} lines saved in {path}": "已保存 {n} 行到 {path}",
}  # fmt: skip
