"""What an installation of AISBench holds of what is looked up there: configs, model classes, version.

`files` is release 3.1; `files_of_2025` what a MindIE image of that year has instead: other classes, other keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mindie_tui.demo.disk.datasets import CEVAL, MMLU

MODEL = """\
from ais_bench.benchmark.models import {cls}

models = [
    dict(
        attr="service",
        type={cls},
        abbr="{abbr}",
        path="",
        model="",{stream}
        request_rate=0,
        retry=2,
        host_ip="localhost",
        host_port=8080,
        max_out_len=512,
        batch_size=1,
        generation_kwargs=dict(temperature=0.01),
    )
]
"""
PERFORMANCE = """\
from ais_bench.benchmark.datasets import GSM8KDataset

gsm8k_datasets = [dict(abbr="gsm8k", type=GSM8KDataset, path="ais_bench/datasets/gsm8k")]
"""
GSM8K = """\
from ais_bench.benchmark.datasets import GSM8KDataset

prompt = (
    'Answer the following question.The last line of the response should follow this format: "answer:$ANSWER" '
    "(without quotes), where ANSWER is a number. Let's think step by step.\\n\\nQuestion: {question}"
)
gsm8k_datasets = [dict(abbr='gsm8k', type=GSM8KDataset, path='ais_bench/datasets/gsm8k', prompt=prompt)]
"""
CHOICE = """\
from ais_bench.benchmark.datasets import {cls}

{family}_all_sets = {names!r}
{family}_datasets = []
for _name in {family}_all_sets:
    {family}_datasets.append(
        dict(
            abbr='{prefix}' + _name,
            type={cls},
            path='{path}',
            name=_name,
            prompt={prompt!r},
        ))
"""
MMLU_PROMPT = (
    "There is a single choice question. Answer the question by replying A, B, C or D.\nQuestion: {input}\n"
    "A. {A}\nB. {B}\nC. {C}\nD. {D}\nLet's think step by step."
)
CEVAL_PROMPT = (
    "以下是单项选择题，请选出其中的正确答案。回答的最后一行应采用以下格式：”answer:$LETTER“（不带引号），"
    "其中LETTER 是ABCD之一。回答之前先一步步思考。\n\n{question}\nA. {A}\nB. {B}\nC. {C}\nD. {D}"
)
SUMMARIZERS = {
    "perf/default_perf.py": "from ais_bench.benchmark.summarizers import DefaultPerfSummarizer\n\n"
    'summarizer = dict(attr="performance", type=DefaultPerfSummarizer)\n',
    "example.py": 'summarizer = dict(attr="accuracy", summary_groups=[])\n',
}
CLASSES = """\
class VLLMCustomAPIChat:
    def __init__(self, path="", model="", stream=False, max_out_len=4096, retry=2, api_key="", host_ip="localhost",
                 host_port=8080, url="", trust_remote_code=False, generation_kwargs=None, meta_template=None,
                 enable_ssl=False, verbose=False):
        pass


class VLLMCustomAPIChatStream(VLLMCustomAPIChat):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
"""
CLASSES_OF_2025 = """\
class VLLMCustomAPIChat(PerformanceAPIModel):
    def __init__(self, path="", model="", max_seq_len=4096, request_rate=1, rpm_verbose=False, retry=2,
                 meta_template=None, verbose=False, host_ip="localhost", host_port=8080, enable_ssl=False,
                 custom_client=dict(type=None), generation_kwargs=None, trust_remote_code=False):
        pass


class VLLMCustomAPIChatStream(PerformanceAPIModel):
    def __init__(self, path, model="", max_seq_len=4096, request_rate=1, rpm_verbose=False, retry=2,
                 meta_template=None, verbose=False, host_ip="localhost", host_port=8080, enable_ssl=False,
                 custom_client=dict(type=None), generation_kwargs=None, trust_remote_code=False):
        pass
"""
BUILD = """\
def build_model_from_cfg(model_cfg):
{pops}    return MODELS.build(model_cfg)
"""
TAKEN = "use_timestamp run_cfg request_rate batch_size abbr attr summarizer_abbr pred_postprocessor traffic_cfg".split()
TAKEN_2025 = "run_cfg max_out_len batch_size abbr attr summarizer_abbr pred_postprocessor min_out_len".split()


def files(at: Path) -> Iterator[tuple[Path, str]]:
    """(path, text) below ais_bench/benchmark."""
    for name, stream in (("vllm_api_stream_chat", True), ("vllm_api_general_chat", False)):
        text = MODEL.format(cls="VLLMCustomAPIChat", abbr=name.replace("_", "-"), stream=f"\n        stream={stream},")
        yield at / "configs" / "models" / "vllm_api" / f"{name}.py", text
    data = at / "configs" / "datasets"
    yield data / "gsm8k" / "gsm8k_gen_0_shot_cot_str_perf.py", PERFORMANCE
    yield data / "gsm8k" / "gsm8k_gen_0_shot_cot_chat_prompt.py", GSM8K
    for family, cls, names, prefix, path, prompt in (
        ("mmlu", "MMLUDataset", MMLU, "lukaemon_mmlu_", "ais_bench/datasets/mmlu", MMLU_PROMPT),
        ("ceval", "CEvalDataset", CEVAL, "ceval-", "ais_bench/datasets/ceval/formal_ceval", CEVAL_PROMPT),
    ):
        text = CHOICE.format(cls=cls, family=family, names=names, prefix=prefix, path=path, prompt=prompt)
        yield data / family / f"{family}_gen_0_shot_cot_chat_prompt.py", text
    for name, text in SUMMARIZERS.items():
        yield at / "configs" / "summarizers" / name, text
    yield at / "models" / "api_models" / "vllm_custom_api_chat.py", CLASSES
    yield at / "utils" / "config" / "build.py", _build(TAKEN)
    yield at / "__init__.py", "__version__ = '3.1.20260630'\n"


def files_of_2025(at: Path) -> Iterator[tuple[Path, str]]:
    """What replaces files of 3.1 in a release of 2025."""
    yield at / "models" / "api_models" / "vllm_custom_api_chat.py", CLASSES_OF_2025
    yield at / "utils" / "config" / "build.py", _build(TAKEN_2025)
    yield at / "__init__.py", "__version__ = '2.0.0'\n"


def _build(taken: list[str]) -> str:
    return BUILD.format(pops="".join(f"    model_cfg.pop({key!r}, None)\n" for key in taken))
