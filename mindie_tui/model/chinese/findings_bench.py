"""What settings of AISBench must be, in Chinese."""

from __future__ import annotations

MUST_BE = {
    "number": "数字", "number, or null": "数字或 null", "number, 0 and up": "数字，不小于 0",
    "number, 0 to 64000": "数字 0 到 64000", "IPv4 or IPv6 address": "IPv4 或 IPv6 地址",
    "ints, 1 to 100000, with commas": "整数 1 到 100000，逗号分隔",
    "numbers, 0 to 64000, with commas": "数字 0 到 64000，逗号分隔",
    "dataset configs with commas, each with --merge-ds or without": "数据集配置名，逗号分隔，可带 --merge-ds",
    "the name of a config of AISBench": "AISBench 配置名", "an absolute path": "绝对路径",
    "vllm_api_stream_chat, vllm_api_general_chat": "vllm_api_stream_chat 或 vllm_api_general_chat",
}  # fmt: skip
