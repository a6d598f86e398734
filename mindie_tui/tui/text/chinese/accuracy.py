"""The accuracy sheet in Chinese."""

from __future__ import annotations

ACCURACY = {
    "answers right": "题答对", "Accuracy": "精度测试", "wrong answers": "错题", "Wrong answers": "错题",
    "not measured yet": "未测量",
    "asking the questions": "正在推理", "evaluating": "正在判分", "to": "至", "about {time} left": "约剩 {time}",
    "answers are missing and count as wrong": "条回答缺失，按答错计分", "not known": "未知",
    "the profile asks for no accuracy: bench.accuracy": "配置文件未设置精度测试（bench.accuracy）",
    "each subject is evaluated for some seconds; what breaks off goes on where it stopped":
        "每个科目判分需数秒；中断后可从断点继续",
    "no service is ready; 4 Launch": "没有可用的服务；请到 4 启动",
    "the performance is being measured; wait for its end, or stop it": "性能测试正在进行，请等待结束或先停止",
    "it measures already": "正在测量", "stop: nothing is measured": "停止：没有正在进行的测量",
    "What is answered stays; start again goes on from there.": "已有的回答会保留，再次开始将从断点继续。",
    "no wrong answers are known yet": "暂无错题",
}
