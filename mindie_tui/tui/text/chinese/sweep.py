"""The words of sweep and search in Chinese, by their English."""

from __future__ import annotations

SWEEP = {
    "sweep": "扫描", "search": "搜索", "point": "单点", "points": "个点", "knee": "拐点", "edge": "边界",
    "knee so far": "目前拐点", "left out": "跳过", "holds": "达标", "misses": "超限", "not reached": "未达并发",
    "stopped": "已停止", "ended early": "提前结束", "resume": "继续", "skip": "跳过", "take in": "恢复", "load": "负载",
    "conc": "并发", "concurrency": "并发", "request rate": "请求率", "rate": "请求率", "reached": "实际", "over": "对",
    "AISBench itself": "AISBench 自身", "{count} more: 6 Report": "另有 {count} 条：6 报告",
    "about {time} left": "约剩 {time}", "mode": "方式", "limits": "限值", "prompts": "请求数",
    "batch_size": "batch_size", "request_rate": "request_rate", "warmup": "预热", "tables": "生成结果表",
    "the search asks for its points one by one": "搜索逐点决定下一个负载",
    "next choice": "切换", "one point": "单点测试", "no rate limit": "不限请求率", "now": "当前", "end": "结束时",
    "last 10 s": "近 10 秒", "so far": "至今", "; grey: /metrics, newer": "；灰色：/metrics，更新", "none": "无",
    "zoom: no chart is drawn yet": "放大：还没有曲线", "the charts alone": "只看曲线",
    "performance": "性能", "What b measures": "按 b 测什么", "changes it": "修改",
    "measures": "测量", "{n} prompts of {dataset}": "{dataset} 的 {n} 条请求", "answers": "回答",
    "at most {n} tokens each": "每条最多 {n} 个 token", "as long as the dataset asks": "长度由数据集决定",
    "sent by": "发起", "ais_bench on {node}": "{node} 上的 ais_bench", "Load": "负载",
    "posted": "已发送", "received": "已返回", "finished": "已完成",
    "A request rate of 0 means no limit: the next request is sent as soon as one ends.":
        "请求率 0 表示不限：一条结束立即发下一条。",
    "Several numbers make one point each: 10, 20, 40. A request rate of 0 means no limit.":
        "多个数字各测一个点：10, 20, 40。请求率 0 表示不限。",
    "Finds the highest load that still meets every limit: ttft_p99_ms 2000, tpot_p90_ms 50.":
        "求仍满足全部限值的最高负载：ttft_p99_ms 2000, tpot_p90_ms 50。",
    "{n} points, one after the other": "{n} 个点，依次测量",
    "{n} points at most, for the highest {over} that holds the limits": "最多 {n} 个点，求满足限值的最高{over}",
    "this point only": "只停这个点", "the whole sweep": "停止整个扫描", "no service is ready": "没有就绪的服务",
    "prompts: write a whole number from 1": "请求数：请写不小于 1 的整数",
    "a sweep needs a list: 8, 16, 32": "扫描需要列表：8, 16, 32",
    "{field}: one number here; several are a sweep": "{field}：这里写一个数；多个数请用扫描",
    "{field}: {word} is no number": "{field}：{word} 不是数字",
    "{field}: {word} is not within {low} to {high}": "{field}：{word} 不在 {low} 到 {high} 之间",
    "limits: write a name and a number: ttft_p99_ms 2000": "限值：请写名称和数字，如 ttft_p99_ms 2000",
    "limits: {name} is none of {known}": "限值：{name} 不在 {known} 之中",
    "limits: write numbers above 0": "限值：请写大于 0 的数",
    "beyond {over} {value} output grows by {gain} % and {metric} by {cost} %":
        "{over} {value} 之后，输出 {gain} %，{metric} {cost} %",
    "up to {over} {value} output still grows faster than latency: the knee lies there or beyond":
        "到{over} {value} 为止，输出仍比延迟增长更快：拐点在此或更高处",
    "{limits} holds up to {over} {value}; at {above} {worst}": "{limits} 在{over} {value} 以内成立；{above} 时 {worst}",
    "{limits} holds up to {over} {value}, which was measured once only; at {above} {worst}":
        "{limits} 在{over} {value} 以内成立（仅测一次）；{above} 时 {worst}",
    "{limits} is never met: even at {over} {low} {worst}": "{limits} 无法满足：{over} {low} 时 {worst}",
    "{limits} holds up to {over} {value}, the highest that was tried ({bound}), and throughput still grew there: the "
    "edge lies above":
        "{limits} 到所试最高{over} {value}（{bound}）仍成立，吞吐仍在增长：边界更高",
    "{limits} holds up to {over} {value}; of {above} only {reached} was reached: {pace} held the load down, not the "
    "service":
        "{limits} 在{over} {value} 以内成立；{above} 实际只到 {reached}：受限于 {pace}，而不是服务",
    "even of {over} {above} only {reached} was reached: {pace} held the load down, so nothing can be said of {limits}":
        "{over} {above} 实际只到 {reached}：受限于 {pace}，无法判断 {limits}",
    "{limits} holds at every {over} up to {value}, and from {saturated} on more load brings no more throughput: the "
    "service is at its end before the objective is":
        "{limits} 在{over} {value} 以内都成立，但从 {saturated} 起吞吐不再增加：服务先于目标到顶",
    "{limits} holds up to {over} {value}; at {above} more than 5 % of the requests fail":
        "{limits} 在{over} {value} 以内成立；{above} 时失败请求超过 5 %",
    "more than 5 % of the requests fail even at {over} {low}: nothing can be said of {limits}":
        "{over} {low} 时失败请求已超过 5 %：无法判断 {limits}",
    "{limits} holds at {over} {value} and does not at {above}; {points} points were not enough to find the edge "
    "between":
        "{limits} 在{over} {value} 成立、{above} 不成立；{points} 个点不足以确定边界",
    "{limits} does not hold at {over} {above}; {points} points were not enough to find out what holds below":
        "{limits} 在{over} {above} 不成立；{points} 个点不足以找到成立的负载",
}
