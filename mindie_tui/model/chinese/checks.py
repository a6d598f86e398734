"""What preflight found, in Chinese, by the English that judges write. Pure."""

from __future__ import annotations

import re

from mindie_tui.model.chinese.checks_container import MORE
from mindie_tui.model.chinese.values import as_shape

FOUND = {
    # reach
    "{apart} s apart from {furthest}": "与 {furthest} 相差 {apart} s",
    "{furthest} is {apart} s apart": "{furthest} 相差 {apart} s",
    "{apart} s apart": "相差 {apart} s", "{seen} of {all} answer": "{all} 个中 {seen} 个应答",
    "{names} did not answer": "{names} 没有应答", "{ip} answers": "{ip} 应答",
    "no way to {names} ({said})": "无法到达 {names}（{said}）", "not connected": "未连接",
    "its clock gave nothing that can be read": "读不到其时钟",
    "the address of the service is not known": "不知道服务的地址",
    # machine
    "{n} NPUs OK; NPU {spare}, not used, is not": "{n} 个 NPU 正常；未使用的 NPU {spare} 异常",
    "{n} NPUs OK": "{n} 个 NPU 正常", "{n} NPUs: Success": "{n} 个 NPU：正常", "{n} links UP": "{n} 个网口已连通",
    "no NPU is used here": "这里没有使用 NPU",
    "npu-smi shows {n} NPUs, not {missing}": "npu-smi 显示 {n} 个 NPU，缺 {missing}",
    "NPU {ids} has no link": "NPU {ids} 网口未连通", "{n} GiB free on each": "每个 NPU 空闲 {n} GiB",
    "{n} GiB free for logs": "日志可用空间 {n} GiB", "{n} GiB available": "可用内存 {n} GiB",
    "in use by our run {run}": "由本工具的运行 {run} 占用",
    "NPU {ids} busy: {gib} GiB on NPU {id} ({who} MB)": "NPU {ids} 被占用：NPU {id} 上 {gib} GiB（{who} MB）",
    "NPU {ids} busy: {gib} GiB on NPU {id}": "NPU {ids} 被占用：NPU {id} 上 {gib} GiB",
    "NPU {ids} busy: workers that our run {run} has left hold the memory":
        "NPU {ids} 被占用：运行 {run} 残留的 worker 占着显存",
    "they will be ended first": "将先结束它们", "our run {run} is loaded": "运行 {run} 已加载",
    "1.3 x the weights of a node are {n}": "单机权重的 1.3 倍为 {n}",
    "{n} addresses as in /etc/hccn.conf": "{n} 个地址与 /etc/hccn.conf 一致",
    "NPU {ids} not in /etc/hccn.conf: lost at the next boot": "NPU {ids} 不在 /etc/hccn.conf 中，重启后丢失",
    "NPU {id} is {address}, in hccn.conf {told}": "NPU {id} 为 {address}，hccn.conf 中为 {told}",
    # across
    "switch {value} on all": "开关均为 {value}", "switch {value}": "开关 {value}",
    "MindIE's guide has 0": "MindIE 指南为 0",
    "{names} differs": "{names} 不同", "not known of {names}": "{names} 未知",
    "not known on {names}": "{names} 上未知",
    "{own}, {holder} has {common}": "{own}，{holder} 为 {common}",
    "the driver's version is not known on {who} node": "各节点驱动版本未知",
    "the firmware's version is not known on {who} node": "各节点固件版本未知",
    "CANN's version is not known on {who} node": "各节点 CANN 版本未知",
    "MindIE's version is not known on {who} node": "各节点 MindIE 版本未知",
    "{what} is not known here": "这里不知道 {what}",
    "{file} is on {holder}, not here": "{file} 在 {holder} 上，这里没有",
    "{file} is not on {holder}": "{holder} 上没有 {file}", "{n} files the same": "{n} 个文件一致",
    "{n} files": "{n} 个文件",
    "the image is for {inside}, the node is {machine}": "镜像为 {inside}，节点为 {machine}",
    # container
    "the login is where MindIE runs": "登录处即 MindIE 运行处", "{name} runs, {image}": "{name} 运行中，{image}",
    "{name} runs": "{name} 运行中", "{name} is exited": "{name} 已退出", "{name} is not there": "没有 {name}",
    "mode {mode}, ours": "权限 {mode}，属本用户",
    "mode {mode}{also}; it becomes 640 and ours": "权限 {mode}{also}；将改为 640 并归本用户",
    "mode {mode}; root is not asked": "权限 {mode}；root 不受限",
    "mode {mode}, MindIE wants 750 at most": "权限 {mode}，MindIE 要求不超过 750",
    "owner uid {uid}, the daemon will be {own}": "属主 uid {uid}，daemon 将是 {own}",
    "not there: {names}": "缺少：{names}",
    "held by our run {run}": "由运行 {run} 占用", "privileged": "特权容器", "{n} devices, rwm": "{n} 个设备，rwm",
    "{n} devices, {nic} carries {ip}": "{n} 个设备，{nic} 持有 {ip}", "its {nic} carries {ip}": "其 {nic} 持有 {ip}",
    "{network}, which carries {ip}": "{network}，持有 {ip}", "host": "host", "without {names}": "缺少 {names}",
    "its network is {network}, not host": "网络为 {network}，不是 host",
    "its network could not be seen": "看不到其网络",
    "{n} in use": "{n} 个在用", "none": "无",
    "{n} left in /dev/shm by an ended service": "已结束的服务在 /dev/shm 残留 {n} 个",
    "the profile's environment sets {names}": "配置的环境变量设置了 {names}",
    # weights
    "{found} of {all} safetensors, all whole": "safetensors {found} / {all}，均完整",
    "{found} of {all} safetensors are there; {n} looked into in time":
        "safetensors {found} / {all} 均在；及时查看了 {n} 个",
    "{found} of {all} safetensors; missing {names}": "safetensors {found} / {all}；缺 {names}",
    "{n} safetensors": "{n} 个 safetensors",
    "{kind}, {layers} layers, {quantised}": "{kind}，{layers} 层，{quantised}",
    "{kind}, {layers} layers": "{kind}，{layers} 层", "modelWeightPath is not set": "没有设置 modelWeightPath",
    "{path} holds no config.json": "{path} 中没有 config.json",
    "{path} holds no safetensors": "{path} 中没有 safetensors",
    "cut short: {names}": "不完整：{names}", "{names} cannot be read": "{names} 读不出",
    "one file, no index": "单个文件，无索引", "no tokenizer in {path}": "{path} 中没有 tokenizer",
    # launch
    "our run {run} with these very files; launch attaches to it": "运行 {run} 的文件完全相同；启动时接管它",
    "our run {run} is there": "运行 {run} 仍在运行", "it will be stopped first": "将先停止它",
    "our run {run} is there with other files": "运行 {run} 以其他文件在运行", "{who} started it": "由 {who} 启动",
    "only --take-over with --restart ends it": "只有 --restart 加 --take-over 才会结束它",
    "a MindIE that is not ours runs there, pid {pid}": "有非本工具启动的 MindIE，pid {pid}",
    "none; run {run} ended and left its lock, the launch takes it over": "无；运行 {run} 已结束但留下锁，启动时接管",
    # bench
    "{name} is sent from {place} before the bench": "压测前从 {place} 发送 {name}",
    "the bench reads no data set": "压测不读数据集", "{name}: {rows} prompts": "{name}：{rows} 条提示",
    "{name} holds {rows} prompts, {asked} are asked for": "{name} 有 {rows} 条提示，需要 {asked} 条",
    "{n} more": "另有 {n} 处",
}
"""What a judge found, the longer sentence before the shorter that it holds; values keep their gaps."""
_SHAPES = tuple((as_shape(english), chinese) for english, chinese in (FOUND | MORE).items())


def found(text: str) -> str:
    """A finding of a check in Chinese; its parts where the whole is not known, and English where no part is."""
    if (whole := _whole(text, of_one_part=True)) is not None:
        return whole
    parts = [(part, _whole(part)) for part in text.split("; ")]
    if any(said is None for _, said in parts) and (whole := _whole(text)) is not None:
        return whole
    return "；".join(said or part for part, said in parts)


def _whole(text: str, *, of_one_part: bool = False) -> str | None:
    """The text as one template; `of_one_part`: no gap holds the end of a part."""
    for shape, chinese in _SHAPES:
        match = shape.fullmatch(text)
        if match and not (of_one_part and any("; " in gap for gap in match.groups())):
            return _filled(chinese, match)
    return None


def _filled(chinese: str, match: re.Match[str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda gap: match[gap[1]], chinese)
