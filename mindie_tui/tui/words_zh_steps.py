"""Chinese words of the last four steps. Names of parameters, keys, metrics and phases are never translated."""

from __future__ import annotations

STEP_HINTS = {
    "not ok": "只看异常", "one node": "单个节点", "save profile": "保存配置", "not now": "暂不",
    "keep it running": "继续运行", "leave it": "保持不变", "go on measuring": "继续压测",
}  # fmt: skip
STEP_WORDS = {
    "writing the files": "正在写入文件", "starting": "正在启动", "connecting the nodes": "正在连接各节点",
    "loading the weights": "正在加载权重", "warming up": "正在预热", "opening the endpoint": "正在打开服务端口",
    "asking for a first answer": "正在等待首个回答", "stopping": "正在停止", "stopped": "已停止",
    "attached": "已接管", "nothing was launched yet": "尚未启动", "nothing was measured yet": "尚未压测",
    "starting ais_bench": "正在启动 ais_bench", "measuring": "正在压测", "making the tables": "正在生成结果表",
    "{node}'s own config.json": "{node} 原有的 config.json",
    "MindIE's default config.json": "MindIE 默认的 config.json",
    "following": "跟随中", "paused": "已暂停", "log": "日志", "both nodes": "两个节点",
    "the launch failed": "启动失败", "could not be measured": "未能完成压测",
    "This cannot be launched": "无法启动", "Stop the service?": "停止服务？", "Stop the bench?": "停止压测？",
}  # fmt: skip
