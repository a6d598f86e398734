"""Chinese words of edits that are not saved, by their English; a sentence keeps its {names}."""

from __future__ import annotations

UNSAVED = {
    "redo": "重做", "nothing to redo": "没有可重做的改动", "done again": "已重做", "taken back": "已撤销",
    "the list of nodes": "节点列表", "{name} is taken off the list; u brings it back": "已移除 {name}，按 u 恢复",
    "{name} is the last": "{name} 已在最后", "{name} is the first": "{name} 已在最前",
    "1 edit": "1 处改动", "{n} edits": "{n} 处改动", "save and quit": "保存并退出", "later": "以后再说",
    "take them": "采用", "discard": "丢弃", "whole value": "完整的值",
    "Quit with {edits} not saved?": "{edits}未保存，仍要退出？", "not saved in {name}:": "{name} 中未保存：",
    "A draft is kept; the next start offers it.": "草稿会保留，下次启动时可采用。",
    "made {age} ago and not saved": "{age} 前改动，未保存",
    "Take up {edits} of an earlier session?": "采用上次未保存的{edits}？",
    "secret, so it is not in the draft: {names}": "属于机密，未写入草稿：{names}",
    "unsaved edits cannot be kept as a draft: {error}": "无法保留草稿：{error}",
    "run {run}: mindie-tui show {run}": "运行 {run}：mindie-tui show {run}",
    "to follow it again: mindie-tui attach {run}": "重新跟随：mindie-tui attach {run}",
    "{edits} of {name} not saved; the next start offers them": "{name} 有{edits}未保存，下次启动时可采用",
}  # fmt: skip
