"""The sentences of the rules about what a profile holds in Chinese, by their template."""

from __future__ import annotations

PROFILE = {
    "{name} is no name of a variable": "{name} 不是合法的环境变量名",
    "{name} is no name of a dataset's folder": "{name} 不是合法的数据集目录名",
    "bench.datasets: {name} is no name of a folder: write one without / and ..":
        "bench.datasets：{name} 不是目录名，不能包含 / 和 ..",
    "{name} holds a secret, and a profile is passed round": "{name} 含有密钥，而配置文件会被传阅",
    "drop names {path}, which the config.json that the profile starts from does not have":
        "drop 中的 {path} 不在 profile 所基于的 config.json 中",
    "{name} was left out of the record of a run, because it is a secret: write its value again":
        "{name} 是密钥，运行记录中没有保存它的值：请重新填写",
    "{name} holds a secret, and a profile is passed round: export it on this machine, and name it in "
    "environment_from": "{name} 含有密钥，而配置文件会被传阅：请在本机 export，并在 environment_from 中写变量名",
    "{name} holds a secret, and a profile is passed round: name the variable that holds the key in "
    "bench.api_key_env": "{name} 含有密钥，而配置文件会被传阅：请在 bench.api_key_env 中写存放密钥的变量名",
    "{name} holds a secret, and a profile is passed round: take it out": "{name} 含有密钥，而配置文件会被传阅：请删除",
}
