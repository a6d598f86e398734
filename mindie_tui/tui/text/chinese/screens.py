"""The screens' words in Chinese, by their English; a sentence keeps its {names}."""

from __future__ import annotations

from mindie_tui.tui.text.chinese.accuracy import ACCURACY
from mindie_tui.tui.text.chinese.containers import CONTAINERS
from mindie_tui.tui.text.chinese.dialogs import DIALOGS
from mindie_tui.tui.text.chinese.log import LOG
from mindie_tui.tui.text.chinese.steps import STEP_HINTS, STEP_WORDS
from mindie_tui.tui.text.chinese.sweep import SWEEP
from mindie_tui.tui.text.chinese.unsaved import UNSAVED
from mindie_tui.tui.text.chinese.watch import WATCH

SENT = {
    "{n} commands were sent to the nodes": "已向节点发送 {n} 条命令", "newest first": "新者在前",
    "nothing was sent yet": "还没有发送命令", "at": "时间", "status": "状态", "command": "命令",
}
STEPS = {
    "Nodes": "节点", "Parameters": "参数", "Preflight": "预检", "Launch": "启动", "Bench": "压测", "Report": "报告",
    "everywhere": "全局",
}
HINTS = {
    "pick": "选择", "add": "添加", "edit": "编辑", "order": "排序", "master": "主节点", "find": "查找", "probe": "探测",
    "back": "上一步", "next": "下一步", "help": "帮助", "palette": "命令", "save": "保存", "quit": "退出",
    "undo": "撤销",
    "all": "全部", "changed": "改动", "diff": "差异", "layouts": "并行布局", "keep": "保留", "as it was": "还原",
    "fix": "修复", "copy": "复制", "open": "打开", "close": "关闭", "cancel": "取消", "delete": "删除", "apply": "应用",
    "next hit": "下一个", "take away": "删去", "next field": "下一栏", "next error": "下一错误", "clear": "清除",
    "start": "开始", "stop": "停止", "metric": "指标", "mark baseline": "设为基线", "start again": "重新启动",
    "follow": "跟随", "error": "错误", "roll back": "回退", "level": "级别", "zoom": "放大", "again": "重跑",
    "failed": "失败项", "output": "输出", "waive": "豁免", "launch": "启动", "export": "导出", "replay": "重放",
    "leave it running": "保持运行", "stay": "留下",
}
NODES = {
    "ranks": "rank", "node": "节点", "address": "地址", "via": "经由", "role": "角色", "free G": "空闲 G",
    "driver": "驱动", "state": "状态", "worker": "从节点", "bench": "压测", "ready": "就绪", "not asked": "未探测",
    "asking": "探测中", "asking {n} nodes": "正在探测 {n} 个节点", "lost": "断开", "login": "登录", "refused": "被拒",
    "key": "主机密钥", "unknown": "未知", "no answer": "无应答", "answer": "应答", "strange": "异常",
    "connected": "已连接",
    "not healthy": "不健康", "gone": "缺失", "container": "容器", "busy": "占用", "differs": "不一致",
    "no NPU": "无 NPU",
    "seen": "可见", "none": "无", "disk free": "磁盘剩余", "clock": "时钟差", "layout": "安装形式", "load": "负载",
    "up": "已运行", "temp C": "温度 C", "power W": "功率 W", "device ip": "网口 IP", "healthy": "健康", "of": "/",
    "busy with": "占用者", "do": "处理", "then": "然后", "no NPU seen": "没有看到 NPU",
    "host key known": "主机密钥已知",
    "host key unknown": "主机密钥未知", "host key changed": "主机密钥已变", "r asks it": "按 r 探测",
    "waiting for the first answer": "很快应答，否则行内说明原因", "of {n} nodes picked": "/ {n} 个节点已选",
    "of {n} picked": "/ {n} 已选", "world": "总卡数", "each": "每机", "probed": "探测于", "ago": "前",
    "probed just now": "刚刚探测", "no nodes yet": "还没有节点", "one node": "一个节点",
    "no node is there; a adds one": "没有节点，按 a 添加", "nothing to undo": "没有可撤销的改动",
    "{name} only benches (serves: false)": "{name} 只用于压测（serves: false）", "name": "名称",
    "the nodes are being asked": "正在探测节点", "Add nodes": "添加节点", "Edit the node": "编辑节点",
    "a node is a machine with NPUs that SSH reaches; its order is its rank":
        "节点是 SSH 可达、带 NPU 的机器，顺序即 rank",
    "a3-01, or a set: a3-[01-16]": "a3-01，或一组：a3-[01-16]",
    "a Host of ~/.ssh/config, user@address:port, or local": "~/.ssh/config 的 Host、user@地址:端口或 local",
    "import": "导入", "import ssh config": "导入 SSH 配置", "accept key": "接受密钥", "go on": "继续",
    "A password is asked for": "需要密码", "A key is locked by its passphrase": "私钥有口令保护",
    "The node asks a question": "节点提问", "asked": "询问", "said": "说明", "its key": "其密钥",
    "Kept in memory only; tried on the other nodes too.": "只保存在内存中，也用于其他节点。",
    "Kept in memory only; the open key serves all nodes.": "只保存在内存中，解锁的私钥用于所有节点。",
    "The answer goes to this node only.": "回答只发给这个节点。",
    "This host key is not known yet": "这个主机密钥还不为人知", "refuse": "拒绝",
    "the fingerprint matches: add the key": "就是它，加入",
    "Whoever is in between would show a key too. Compare it at the node's own console:":
        "中间人也会出示密钥，请在节点本机上比对：",
    "{n} more nodes show this very key": "另有 {n} 个节点出示同一密钥",
    "{n} hosts in {file}": "{file} 中的 {n} 个主机",
    "no Host with a name of its own stands there": "其中没有具名的 Host",
    "address for the other nodes; empty: the SSH address": "其他节点访问它的地址，缺省同 SSH",
}
PARAMETERS = {
    "edited": "未保存", "parameter": "参数", "original": "原值", "new": "新值", "why": "说明", "profile": "配置",
    "{changed} of {all}": "改 {changed} / 共 {all}", "of {n} parameters differ": "项改动，共 {n} 项",
    "of {n} differ": "/ {n} 项改动", "from": "对照", "errors": "个错误", "warning": "个警告", "warnings": "个警告",
    "note": "条提示", "notes": "条提示", "every rule holds": "全部规则通过", "opens it": "打开",
    "nothing here": "这里没有内容", "nothing differs from the original": "与原值没有差别",
    "every legal layout for {fleet}": "{fleet} 的全部合法布局", "no node": "无节点", "no difference": "没有差别",
    "{n} legal layouts for {fleet} NPUs": "{fleet} 个 NPU 的 {n} 种合法布局", "best first": "优者在前",
    "no layout fits": "没有合法布局", "What changes in config.json": "config.json 的改动",
    "from {base}, the same on {nodes}": "对照 {base}，各节点相同：{nodes}",
    "no finding offers a fix": "没有可用的修复", "no search yet   / search": "未在查找，按 / 查找",
    "the profile does not name it": "配置中没有写它",
    "it is made from the nodes and cannot be typed": "由节点生成，不在此编辑",
    "the NPUs of the nodes are not known yet; probe them in step 1": "还不知道节点的 NPU，请先在第 1 步探测",
    "esc again drops what was typed": "再按 esc 放弃改动",
    "MindIE rejects this at the start": "MindIE 启动时即拒绝",
    "the engine rejects this, seconds into the start": "引擎几秒后会拒绝",
    "the workers reject this, minutes into the start": "worker 几分钟后会拒绝",
    "it cannot work on these nodes": "在这些节点上无法运行",
    "80x24 needed, this is {now}": "需要 80x24，当前 {now}",
}
RULES: dict[str, str] = {
}
ZH = SWEEP | DIALOGS | CONTAINERS | STEP_HINTS | STEP_WORDS | LOG | SENT | STEPS | HINTS | NODES | PARAMETERS | RULES
ZH |= ACCURACY | UNSAVED | WATCH
ZH |= {"error": "个错误"}
