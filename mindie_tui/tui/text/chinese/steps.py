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
    "following": "跟随中", "paused": "已暂停",
    "hidden by the level": "被当前级别隐藏", "log": "日志", "both nodes": "两个节点",
    "the launch failed": "启动失败", "could not be measured": "未能完成压测",
    "This cannot be launched": "无法启动", "Stop the service?": "停止服务？",
    "{who} started it": "由 {who} 启动", "Stop the bench?": "停止压测？",
    "succeeded": "条成功", "in {time}": "用时 {time}", "{time} left": "剩 {time}",
    "sending the data sets": "正在发送数据集", "the profile asks for no bench": "配置没有要求压测",
    "counts only: ": "仅有计数：", "counts and /metrics: ": "计数和 /metrics：",
    "AISBench writes its requests {n} at a time": "AISBench 每 {n} 条请求写一次",
    "updated {age} ago; ais_bench reports {n} at a time": "{age} 前更新；ais_bench 每次报告 {n} 条",
    "by the service's /metrics": "取自服务的 /metrics", "by /metrics": "取自 /metrics",
    "nothing was measured": "没有压测结果", "measured; no baseline": "已压测；没有基线",
    "no point of the baseline has these settings": "基线中没有相同设置的点", "within the baseline": "在基线范围内",
    "within the baseline; the comparison has gaps": "在基线范围内；部分点或指标未能对比",
    "measured; the comparison has gaps": "已压测；部分点或指标未能对比",
    "measured; the baseline could not be compared": "已压测；无法与基线对比",
    "in flight": "在途", "updated {age} ago, {n} at a time": "最新请求 {age} 前，每次 {n} 条",
    "start: it measures already": "开始：正在压测",
    "start: accuracy is being measured; a shows it": "开始：正在测精度；按 a 查看",
    "start: no service is ready; 4 Launch": "开始：没有就绪的服务；按 4 启动",
    "start: the profile has no bench.performance": "开始：配置没有 bench.performance",
    "stop: nothing is measured": "停止：没有在压测",
    "mark baseline: nothing was measured to the end": "设为基线：没有压测完成的结果",
    "copy: nothing was measured": "复制：尚未压测", "metric: no line is drawn yet": "指标：还没有曲线",
    "skip: no point under the cursor that is still to come": "跳过：光标处没有待测的点",
    "load: it measures; x stops it first": "负载：正在压测；先按 x 停止",
    "It has only begun.": "刚刚开始。", "The service goes on.": "服务继续运行。",
    "{n} of {total} requests have finished; the table needs them all.":
        "已完成 {n} / {total} 条请求；结果表需要全部完成。",
}  # fmt: skip
