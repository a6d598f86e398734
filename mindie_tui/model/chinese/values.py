"""What rules put into the gaps of their sentences, in Chinese: what a field must be, and why a text is no JSON."""

from __future__ import annotations

import re

from mindie_tui.model.chinese.findings_bench import MUST_BE

VALUES = MUST_BE | {
    "list, or one value": "列表或单个值", "int, such as 8192 or 8k": "整数，如 8192 或 8k", "list of sizes": "大小列表",
    "true or false": "true 或 false", "text": "字符串", "an object": "对象", "any JSON": "任意 JSON",
    "an IP address": "IP 地址", "list of file names": "文件名列表", "list of addresses": "地址列表",
    "list of ports": "端口列表", "list of lists of NPU ids": "卡号列表的列表", "0 or 1": "0 或 1", "1 or 2": "1 或 2",
    "object": "对象", "int": "整数", "int, MB": "整数（MB）", "int, seconds": "整数（秒）",
    "int, seconds; 0: none": "整数（秒），0 为不限", "a path": "路径", "list of servers": "服务器列表",
    "a path of at most 256 characters": "不超过 256 个字符的路径", "ids with commas": "逗号分隔的卡号",
    "paths with colons": "冒号分隔的路径", "list of [length, factor]": "[长度, 系数] 的列表",
    "list of {name, path, baseModelName}": "{name, path, baseModelName} 的列表",
    'number of servers as text, "2" to "60"': '字符串形式的服务器个数，"2" 到 "60"',
    "int, 1 to the NPUs of a node": "整数 1 到单机卡数", "int, a divisor of the NPUs of all nodes": "整除总卡数的整数",
    "DEBUG, INFO, WARN, ERROR or empty": "DEBUG、INFO、WARN、ERROR 或空",
    "0, 1 or 2": "0、1 或 2", "a list with an object in it": "含一个对象的列表", "a network interface": "网卡名",
    "a JSON object as text": "JSON 对象字符串", "number, above 0 to 1": "大于 0 且不超过 1 的数",
    "an address of the NPU, which hccn_tool shows": "该 NPU 的地址（hccn_tool 可查）",
    "nothing: it counts as absent": "无，视为没有写",
    "not there": "不存在", "a size that fills the world": "填满总卡数的值",
    "1 to 256 of A-Z a-z 0-9 _ . -, a letter or digit at both ends": "1 到 256 个 A-Z a-z 0-9 _ . -，首尾为字母或数字",
    "small letters and single _, at most 50": "小写字母和单个 _，不超过 50 个",
    "a path of at most 500 bytes": "不超过 500 字节的路径",
    "splitfuse is turned on in plugin_params": "请在 plugin_params 中开启 splitfuse",
    "prefix_cache is turned on in plugin_params": "请在 plugin_params 中开启 prefix_cache",
    "the key is plugin_params": "应写 plugin_params",
    "it belongs into HealthCheckConfig": "应写在 HealthCheckConfig 中",
    "the type is read from config.json beside the weights": "类型取自权重目录中的 config.json",
    "0, 1, true or false": "0、1、true 或 false", "TRUE or FALSE": "TRUE 或 FALSE", "1: on": "1 为开启",
    "int, 0 to 255, a multiple of 4": "整数 0 到 255，4 的倍数", "int, 1 to 8192 (KB)": "整数 1 到 8192（KB）",
    "auto, or ports such as 60000-60050": "auto 或端口，如 60000-60050", "int, MB, 1 and up": "整数（MB），不小于 1",
    "seconds, 0 to 2147483647; 0: none": "秒，0 到 2147483647，0 为不限", "number, 0 to 1": "0 到 1 的数",
    "such as L1:0,L2:0": "例如 L1:0,L2:0", "text of at most 127 characters": "不超过 127 个字符",
    "such as MaxCnt:3,HoldTime:5000,IntervalTime:1000": "例如 MaxCnt:3,HoldTime:5000,IntervalTime:1000",
    "modules with commas, such as task": "逗号分隔的模块，如 task", "such as -fs 40 -r 2": "例如 -fs 40 -r 2",
    "true, false or strict": "true、false 或 strict", "1: on, which is the default": "1 为开启（默认）",
    "0: off": "0 为关闭",
    "the phases of the start are logged at INFO, and will not be seen": "启动阶段以 INFO 打印，将看不到",
    "the log stays in files on the node, and the start cannot be followed": "日志只写在节点文件中，无法跟踪启动",
    "under high concurrency at most 0.92 is advised; take the least that starts":
        "高并发建议不超过 0.92；取可拉起服务的最小值",
}  # fmt: skip
"""Words that rules put into the gaps of a sentence."""
WORDS = frozenset("wanted instead so reads right what missing trouble but".split())
"""The gaps that hold such words; all others hold values of the documents, and stay as they are."""
_SHAPES = (
    (re.compile(r"int, (-?\d+) to (-?\d+)"), r"整数 \1 到 \2"),
    (re.compile(r"int, (-?\d+) and up"), r"整数，不小于 \1"),
    (re.compile(r'("?\d+"?) to ("?\d+"?)'), r"\1 到 \2"),
    (re.compile(r"(.*), (?:true or false)"), r"\1、true 或 false"),
    (re.compile(r"(.*) or ([A-Z]+)"), r"\1 或 \2"),
)


END = "the end of the file"
_FLAWS = {
    "it has {size} bytes; MindIE reads at most {most}": "文件有 {size} 字节；MindIE 最多读取 {most}",
    "byte {byte} is not UTF-8; save the file as UTF-8": "字节 {byte} 不是 UTF-8；请以 UTF-8 保存",
    "a lone surrogate is not a character; MindIE refuses it": "单个代理项不是字符；MindIE 会拒绝",
    "a lone surrogate {escape} is not a character; MindIE refuses it": "单个代理项 {escape} 不是字符；MindIE 会拒绝",
    "it is empty; write at least the sections ServerConfig and BackendConfig":
        "文件为空；至少写出 ServerConfig 和 BackendConfig",
    "it nests deeper than {most} levels, on which MindIE crashes; take the nesting out":
        "嵌套超过 {most} 层，MindIE 会崩溃；请去掉嵌套",
    "{number} is not JSON; write a number or null": "{number} 不是 JSON；请写数字或 null",
    "{number} is too large for a number": "{number} 超出数字范围",
    "a value is expected here, found {found}": "此处应为值，实为 {found}",
    "a comma or the closing bracket is expected here, found {found}": "此处应为逗号或右括号，实为 {found}",
    "a colon is expected after the key, found {found}": "键后应为冒号，实为 {found}",
    "a key in double quotes is expected here, found {found}": "此处应为双引号中的键，实为 {found}",
    "the text that begins here has no closing quote": "从此处开始的字符串没有结束引号",
    "a string contains a line end or a control character; write \\n or remove it":
        "字符串中有换行或控制字符；请写 \\n 或去掉",
    "the backslash here begins no escape; write two of them": "此处的反斜杠不是转义；请写两个",
    "\\u needs four hexadecimal digits": "\\u 后须有四位十六进制数",
    "JSON has no comments; take this one out": "JSON 没有注释；请去掉",
    "a comma before the closing bracket; take it out": "右括号前多了逗号；请去掉",
    "one comma too many; take it out": "多了一个逗号；请去掉",
    "a number cannot begin with 0; write it without": "数字不能以 0 开头；请去掉 0",
    "JSON writes text in double quotes, not in '": "JSON 字符串用双引号，不用单引号",
    "{found} is not JSON; write true, false, null or a number": "{found} 不是 JSON；请写 true、false、null 或数字",
    "it must name a folder": "必须指定目录",
    "a path may hold only A-Z a-z 0-9 _ . / -": "路径只能含 A-Z a-z 0-9 _ . / -",
    "at most 31 folders deep, 255 bytes a name, 4096 bytes in all": "最多 31 层目录，每个名称 255 字节，共 4096 字节",
    "there is no {file} in it": "其中没有 {file}",
    "there is no such folder on the node": "节点上没有此目录",
    "; 0.0.0.0 and :: need allowAllZeroIpListening": "；0.0.0.0 和 :: 需要 allowAllZeroIpListening",
    "divide": "整除", "be at most": "不超过",
}
_PARTS = {
    "{name} names no file": "{name} 没有指定文件",
    "{name} lists {count} files instead of {few} to 3": "{name} 有 {count} 个文件，应为 {few} 到 3 个",
    "{name} is absent": "缺少 {name}",
}
"""What a list of certificates that are not in order holds, between commas."""


_LABELS = (
    (re.compile(r"(.*); (.*) stays to be set"), r"\1；\2 待填写"),
    (re.compile(r"(.*), which stays to be written"), r"\1（待填写）"),
    (re.compile(r"(.*) as MindIE ships it(.*)"), r"\1 取 MindIE 自带值\2"),
    (re.compile(r"without (\d+) servers that have no device"), r"去掉 \1 个没有设备的服务器"),
    (re.compile(r"(\d+) devices on each server"), r"每个服务器 \1 个设备"),
    (re.compile(r"rank_id = 0 to (\d+) in order"), r"rank_id 依次为 0 到 \1"),
)


def label(english: str) -> str:
    """What a fix is called, in Chinese: "without dp, tp = 8" -> "去掉 dp, tp = 8"."""
    for shape, form in _LABELS:
        english = shape.sub(form, english) if shape.fullmatch(english) else english
    return re.sub(r"(^|, )without (?=\S)", r"\1去掉 ", english)


def as_shape(english: str) -> re.Pattern[str]:
    """A template as an expression that finds what its gaps hold."""
    pieces = re.split(r"\{([a-z]+)\}", english)
    return re.compile("".join(re.escape(p) if i % 2 == 0 else f"(?P<{p}>.*)" for i, p in enumerate(pieces)), re.DOTALL)


_KNOWN = tuple((as_shape(english), chinese) for english, chinese in _FLAWS.items())
_KNOWN_PARTS = tuple((as_shape(english), chinese) for english, chinese in _PARTS.items())


def _in_chinese(text: str, known: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    for shape, chinese in known:
        if found := shape.fullmatch(text):
            gaps = found.groupdict()
            return chinese.format(**{name: "文件末尾" if gap == END else gap for name, gap in gaps.items()})
    return None


def _files(text: str) -> str:
    """Certificates that are not in order: parts between commas, "and 3 more" at the end."""
    text, _, more = text.partition(" and ")
    parts = "、".join(_in_chinese(part, _KNOWN_PARTS) or part for part in text.split(", "))
    return parts + (f" 等，另有 {more.removesuffix(' more')} 个" if more else "")


def word(value: str) -> str:
    """The words of a gap in Chinese; as they are where they are not known."""
    if sentence := _in_chinese(value, _KNOWN):
        return sentence
    parts = value.split(", ")
    if value.endswith(" more") or any(shape.fullmatch(part) for part in parts for shape, _ in _KNOWN_PARTS):
        return _files(value)
    kind, absent = (value.removesuffix(", or absent"), value.endswith(", or absent"))
    minus = kind.endswith(", or -1")
    kind = kind.removesuffix(", or -1")
    said = VALUES.get(kind)
    if said is None and kind.startswith("text, "):
        said = f"字符串，{VALUES.get(kind[6:], kind[6:])}"
    for shape, form in _SHAPES if said is None else ():
        if shape.fullmatch(kind):
            said = shape.sub(form, kind)
            break
    return (said or kind) + ("，或 -1" if minus else "") + ("，或不写" if absent else "")
