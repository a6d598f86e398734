"""Chinese words of edits that are not saved, by their English; a sentence keeps its {names}."""

from __future__ import annotations

UNSAVED = {
    "redo": "重做", "nothing to redo": "没有可重做的改动", "done again": "已重做", "taken back": "已撤销",
    "the list of nodes": "节点列表", "{name} is taken off the list; u brings it back": "已移除 {name}，按 u 恢复",
    "{name} is the last": "{name} 已在最后", "{name} is the first": "{name} 已在最前",
    "Actions": "操作", "{n} of {all}": "{n} / {all}", "type words of an action": "输入操作名称中的字词",
    "no action with these words": "没有匹配的操作", "theme: {name}": "主题：{name}",
    "find a key": "查找按键", "no key with these words": "没有匹配的按键", "do it": "执行",
    "means": "含义", "range": "取值",
    "default": "默认", "absent": "不写", "rules": "规则", "source": "来源",
    "all of it: {command}": "全部内容：{command}",
    "it can be waived, with a reason": "可豁免，需写明理由",
    "the ranks of its NPUs in the world; the first node of the list is the master":
        "其 NPU 的 rank；列表首个节点为主节点",
    "one sign for each NPU: how full its memory is, x where it is sick or missing":
        "每个 NPU 一格：显存占用，x 表示故障或缺失",
    "GiB of HBM that are free on the fullest NPU": "占用最多的 NPU 的空闲显存（GiB）",
    "how MindIE is installed: classic has a mindie-service folder, package is the newer mindie_llm":
        "MindIE 的安装形式：classic 带 mindie-service 目录，package 为较新的 mindie_llm",
    "the worst that is known of the node; the inspector says why and what to do":
        "节点最严重的已知问题；下方说明原因与处理方法",
    "{n} more nodes": "另有 {n} 个节点",
    "copied {what}; {where}": "已复制{what}；{where}", "also saved in {path}": "并保存到 {path}",
    "only {shown} of {all} rows shown": "只显示 {all} 行中的 {shown} 行", "all rows": "显示全部",
    "read only": "只读", "read only: this wizard was opened with --readonly": "只读：本向导以 --readonly 打开",
    "{role}, ranks {first}-{last}": "{role}，rank {first}-{last}",
    "1 edit": "1 处改动", "{n} edits": "{n} 处改动", "save and quit": "保存并退出", "later": "以后再说",
    "take them": "采用", "discard": "丢弃", "whole value": "完整的值",
    "Quit with {edits} not saved?": "{edits}未保存，仍要退出？", "not saved in {name}:": "{name} 中未保存：",
    "A draft is kept; the next start offers it.": "草稿会保留，下次启动时可采用。",
    "made {age} ago and not saved": "{age} 前改动，未保存",
    "Take up {edits} of an earlier session?": "采用上次未保存的 {edits}？",
    "secret, so it is not in the draft: {names}": "属于机密，未写入草稿：{names}",
    "unsaved edits cannot be kept as a draft: {error}": "无法保留草稿：{error}",
    "run {run}: mindie-tui show {run}": "运行 {run}：mindie-tui show {run}",
    "to follow it again: mindie-tui attach {run}": "重新跟随：mindie-tui attach {run}",
    "{edits} of {name} not saved; the next start offers them": "{name} 有{edits}未保存，下次启动时可采用",
}  # fmt: skip
