"""The screens' words in Chinese. Names of parameters, keys and metrics are never translated."""

from __future__ import annotations

import locale
import os

_language = "en"

ZH = {
    # steps
    "Nodes": "节点", "Parameters": "参数", "Preflight": "预检", "Launch": "启动", "Bench": "压测", "Report": "报告",
    "edited": "未保存",
    # hints
    "pick": "选择", "add": "添加", "edit": "编辑", "order": "排序", "master": "主节点", "find": "查找", "probe": "探测",
    "back": "上一步", "next": "下一步", "help": "帮助", "palette": "命令", "save": "保存", "quit": "退出",
    "undo": "撤销", "all": "全部", "changed": "改动", "diff": "差异", "layouts": "并行布局", "keep": "保留",
    "as it was": "还原", "fix": "修复", "copy": "复制", "open": "打开", "close": "关闭", "cancel": "取消",
    "apply": "应用", "next hit": "下一个", "take away": "删去",
}
"""English: Chinese. A sentence with {names} is filled after it was looked up."""


def use(language: str) -> None:
    """"en" or "zh" from here on."""
    global _language
    _language = language if language in ("en", "zh") else "en"


def language() -> str:
    return _language


def of_environment() -> str:
    """"zh" when the locale says so (LC_ALL, LC_MESSAGES, LANG in this order), else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if locale.normalize(value).lower().startswith("zh") else "en"
    return "en"


def t(english: str, **values: object) -> str:
    """The text in the language in use, its {names} filled."""
    text = ZH.get(english, english) if _language == "zh" else english
    return text.format(**values) if values else text
