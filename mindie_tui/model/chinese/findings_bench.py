"""The sentences of the rules about AISBench in Chinese, by their template, and what its settings must be."""

from __future__ import annotations

BENCH = {
    "what the profile tells the bench is not what the service has": "压测设置与服务不一致",
    "AISBench refuses a setting": "AISBench 不接受某项设置",
    "{setting} is {value}: it must be {wanted}": "{setting} 为 {value}：应为 {wanted}",
    "a key is not for a profile to give": "该项不应写在配置文件中",
    "{setting} is written by the bench itself": "{setting} 由压测自动写入，请删除",
    "a key has no place in a profile: write the name of its variable under bench.api_key_env":
        "密钥不应写在配置文件中：请在 bench.api_key_env 写环境变量名",
    "{setting} is no name that AISBench could know": "{setting} 不是 AISBench 可识别的名称",
    "HTTPS on one side only": "只有一侧使用 HTTPS",
    "httpsEnabled is true, and the bench asks over plain HTTP": "httpsEnabled 为 true，而压测使用 HTTP",
    "enable_ssl is true, and the service speaks plain HTTP": "enable_ssl 为 true，而服务使用 HTTP",
    "answers end before max_out_len": "输出达不到 max_out_len",
    "max_out_len is {asked}, and the service ends each answer at maxIterTimes, which is {longest}":
        "max_out_len 为 {asked}，而服务的输出上限 maxIterTimes 为 {longest}",
    "input and output do not fit together": "输入与输出之和超出上限",
    "max_out_len is {asked}, and input and output together have maxSeqLen, which is {whole}":
        "max_out_len 为 {asked}，而输入与输出之和的上限 maxSeqLen 为 {whole}",
    "the longest input (maxInputTokenLen {longest}) and max_out_len {asked} are {sum} tokens, more than maxSeqLen, "
    "which is {whole}: such an answer is cut":
        "最长输入（maxInputTokenLen {longest}）加 max_out_len {asked} 为 {sum} token，"
        "超过 maxSeqLen（{whole}）：输出会被截断",
    "max_seq_len is {both}, more than the service's maxSeqLen, which is {whole}":
        "max_seq_len 为 {both}，大于服务的 maxSeqLen（{whole}）",
    "more at once than the service takes": "并发超出服务上限",
    "batch_size is {asked}: the service serves maxLinkNum {most} at once, lets {waiting} wait and refuses more":
        "batch_size 为 {asked}：服务最多同时处理 maxLinkNum {most} 个，另有 {waiting} 个排队，其余被拒绝",
    "batch_size is {asked}, and the service serves maxLinkNum {most} at once: the others wait":
        "batch_size 为 {asked}，服务最多同时处理 maxLinkNum {most} 个：其余排队",
    "batch_size is {asked}, and at most {most} are decoded at once (maxBatchSize {batch} x dp {dp}): the others wait, "
    "and TTFT counts the wait":
        "batch_size 为 {asked}，同时 decode 最多 {most} 个（maxBatchSize {batch} × dp {dp}）：其余排队，计入 TTFT",
    "num_prompts is {prompts}: a concurrency of {asked} (batch_size) is never reached":
        "num_prompts 为 {prompts}：达不到 {asked} 的并发数（batch_size）",
    "performance is measured without a stream ({models}): there is no TTFT, TPOT and ITL then":
        "性能测试未用流式（{models}）：没有 TTFT、TPOT 和 ITL",
    "ignore_eos is true in an accuracy run: each answer goes on to max_out_len, and what follows its end is judged":
        "精度测试中 ignore_eos 为 true：每个回答都会生成到 max_out_len，多余内容也会参与判分",
    "path is {path}: write it absolute, AISBench looks for it from a folder of its own":
        "path 为 {path}：请写绝对路径，AISBench 在自己的目录中查找",
    "the sweep or the search would measure nothing": "扫描或搜索没有可测的内容",
    "sweep and objective are both there: a bench measures given loads or looks for the highest, not both":
        "同时写了 sweep 和 objective：压测只能测给定负载，或搜索最高负载，二者取一",
    "the sweep lists no batch_size and no request_rate": "sweep 中没有 batch_size，也没有 request_rate",
    "the objective sets no limit: write ttft_p99_ms or another one": "objective 没有任何限值：请写 ttft_p99_ms 等",
}
MUST_BE = {
    "number": "数字", "number, or null": "数字或 null", "number, 0 and up": "数字，不小于 0",
    "number, 0 to 64000": "数字 0 到 64000", "IPv4 or IPv6 address": "IPv4 或 IPv6 地址",
    "ints, 1 to 100000, with commas": "整数 1 到 100000，逗号分隔",
    "numbers, 0 to 64000, with commas": "数字 0 到 64000，逗号分隔",
    "dataset configs with commas, each with --merge-ds or without": "数据集配置名，逗号分隔，可带 --merge-ds",
    "the name of a config of AISBench": "AISBench 配置名", "an absolute path": "绝对路径",
    "vllm_api_stream_chat, vllm_api_general_chat": "vllm_api_stream_chat 或 vllm_api_general_chat",
}  # fmt: skip
