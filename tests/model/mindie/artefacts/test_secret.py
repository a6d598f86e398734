"""Secrets of a profile: known by name and by form, in every part of it; and kept nowhere."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.edits import with_fix
from mindie_tui.model.mindie.artefacts.secret import (
    HIDDEN,
    hidden_values,
    is_secret_name,
    of_command_line,
    scrub,
    secret_names,
    secrets_of,
    without_secrets,
)
from mindie_tui.model.mindie.parameters.environment.places import OF_THE_NODE
from mindie_tui.model.mindie.rules.judge import fixed_by, judge

SECRET = """HF_TOKEN DB_PASSWORD MY_SECRET API_KEY MY_KEY token apiKey hfToken AWS_SECRET_ACCESS_KEY PGPASSWORD
MYSQL_PWD
Authorization X-Api-Key DB_PASSWORD_PROD OPENAI_APIKEY ACCESS_TOKEN2 auth_token passphrase Cookie CREDENTIALS""".split()
NONE = """TOKENIZERS_PARALLELISM MAX_TOKENS stop_token eos_token skip_special_tokens KEY_FILE PASSWORD_FILE PWD key
HCCL_IF_IP
tokenTimeout splitChunkTokens TOKEN_ID MONKEY top_k""".split()  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_a_name_that_says_secret(name):
    assert is_secret_name(name, variable=True)


@pytest.mark.parametrize("name", NONE)
def test_a_name_that_only_sounds_like_one(name):
    assert not is_secret_name(name, variable=True)


EVERYWHERE = {
    "mindie-tui": 1,
    "nodes": [{"name": "a", "host": "root:ZZhost@10.0.0.1"}],
    "environment": {"HF_TOKEN": "ZZtoken", "http_proxy": "http://u:ZZproxy@h:1", "OTHER": "ZZother", "PLAIN": "x",
                    "SSL_KEY": "/etc/ssl/x.key"},
    "secrets": ["OTHER", "ServerConfig.odd"],
    "parameters": {"ServerConfig": {"password": "ZZparameter", "odd": {"deep": ["ZZnamed"]},
                                    "tlsPkPwd": "security/pass/key_pwd.txt"}},
    "bench": {
        "performance": {"settings": {"headers": {"Authorization": "Bearer ZZheader"}, "token": "ZZsetting",
                                     "url": "http://u:ZZurl@h/"}, "generation_kwargs": {"deep": {"api_key": "ZZdeep"}}},
        "accuracy": {"settings": {"headers": [{"X-Api-Key": "ZZlist"}]}, "generation_kwargs": {"password": "ZZword"}},
    },
    "notes": "see https://u:ZZnotes@wiki/",
}  # fmt: skip
VALUES = {"host", "token", "other", "parameter", "named", "setting", "url", "deep", "list", "word", "notes"}


@pytest.fixture
def deployment():
    import json

    return Deployment.model_validate_json(json.dumps(EVERYWHERE))


def test_every_part_of_the_schema_is_looked_at(deployment):
    found = {secret.value for secret in secrets_of(deployment)}
    assert found == {f"ZZ{value}" for value in VALUES} | {"Bearer ZZheader", "http://u:ZZproxy@h:1"}
    assert {"ZZheader", "ZZproxy"} < set(hidden_values(deployment)), "alone, too"
    assert secret_names(deployment) == {"HF_TOKEN", "http_proxy", "OTHER"}


def test_what_a_run_keeps_has_none_of_them_and_says_where_the_variables_come_from(deployment):
    kept = without_secrets(deployment)
    assert "ZZ" not in kept.model_dump_json()
    assert kept.environment_from == ("HF_TOKEN", "OTHER", "http_proxy")
    assert kept.environment == {"PLAIN": "x", "SSL_KEY": "/etc/ssl/x.key"}
    assert kept.bench.performance.settings["url"] == f"http://u:{HIDDEN}@h/"
    assert without_secrets(kept) == kept


def test_each_is_a_warning_at_its_place_and_a_variable_has_the_fix(deployment):
    judged = artefacts.of(deployment)
    found = [f for f in judge(judged) if f.code == "site.secret"]
    assert {f.severity for f in found} == {"warning"} and len(found) == len(VALUES) + 2
    assert not any("ZZ" in f.text for f in found)
    (fix,) = next(f for f in found if f.places[0].pointer == "/HF_TOKEN").fixes
    assert fix.label == "environment_from: [HF_TOKEN]"
    fixed = with_fix(deployment, judged.config, fix)
    assert "HF_TOKEN" not in fixed.environment and fixed.environment_from == ("HF_TOKEN",)
    assert "HF_TOKEN" not in fixed_by(judged, fix).environments[0]


def test_one_that_was_left_out_is_an_error_until_it_is_written_again(deployment):
    errors = [f for f in judge(artefacts.of(without_secrets(deployment))) if f.code == "site.secret"]
    assert errors and {f.severity for f in errors} == {"error"}


def test_names_that_are_none_are_errors():
    bad = {"MY VAR": "x", "": "y", "-f": "z", "A;touch /tmp/x": "x", "B[$(..)]": "x", "1A": "x", "Ä": "x", "A=B": "x"}
    found = judge(artefacts.of(Deployment(environment=bad | {"_good1": "x"}, environment_from=("no good",))))
    named = [f for f in found if f.code == "site.variable_name"]
    assert len(named) == len(bad) + 1 and {f.severity for f in named} == {"error"}


def test_a_name_of_a_dataset_is_one_folder():
    for name in ("../../../tmp/x", "..", "a/b", "/etc", "", "x" * 300):
        made = Deployment.model_validate_json(f'{{"bench": {{"datasets": {{"{name}": {{"path": "/d"}}}}}}}}')
        assert "site.dataset_name" in {f.code for f in judge(artefacts.of(made))}, name
    made = Deployment.model_validate_json('{"bench": {"datasets": {"gsm8k.v2": {"path": "/d"}}}}')
    assert "site.dataset_name" not in {f.code for f in judge(artefacts.of(made))}


def test_the_script_and_the_report_hold_none(deployment):
    from mindie_tui.model.node import Facts
    from mindie_tui.model.report import report

    judged = artefacts.of(deployment)
    script = artefacts.start_script(deployment, Facts(node="a"), judged.environments[0], judged.unkept)
    assert "ZZ" not in script and "export PLAIN=x" in script and "HF_TOKEN" in script
    assert "ZZ" not in str(report.configuration(judged, OF_THE_NODE)["environment"])


def test_a_command_line_is_kept_without_them():
    line = ["mindie-tui", "replay", "x", "--set", "environment.MY_SECRET=ZZ1234", "--set=DB_PASSWORD=ZZ", "--set",
            "dp=4", "--baseline", "ZZknown"]  # fmt: skip
    kept = of_command_line(line, ("ZZknown",))
    assert "ZZ" not in " ".join(kept) and kept[4] == f"environment.MY_SECRET={HIDDEN}" and kept[7] == "dp=4"


def test_a_short_or_common_value_is_not_looked_for_in_other_texts():
    made = Deployment(environment={"A_TOKEN": "1", "B_TOKEN": "true", "C_TOKEN": "8080", "D_TOKEN": "hunter2"})
    assert hidden_values(made) == ("hunter2",)
    assert scrub({"pid": 8080, "said": ("x hunter2 y",)}, ("hunter2",)) == {"pid": 8080, "said": (f"x {HIDDEN} y",)}


FORMS = [
    ("HTTPS_PROXY", "u:ZZ-secret@proxy:3128"),
    ("MODEL_URL", "https://hub/x?rev=1&access_token=ZZ-secret"),
    ("EXTRA", "Authorization: Basic ZZ-secret"),
    ("GIT_PAT", "ghp_ZZ-secret-0123456789abcdef"),
    ("HUB", "hf_ZZsecret0123456789abcdef"),
    ("WHO", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.ZZ-secret"),
]


@pytest.mark.parametrize("name, value", FORMS)
def test_a_secret_that_its_form_tells(name, value):
    kept = without_secrets(Deployment.model_validate({"mindie-tui": 1, "environment": {name: value, "A": "b@c"}}))
    assert dict(kept.environment) == {"A": "b@c"} and kept.environment_from == (name,)


def test_a_header_or_a_query_of_the_bench_and_a_followed_url_hold_secrets():
    settings = {"headers": ["X-Api-Key: ZZ-one", "Accept: text/plain"], "url": "http://h/?token=ZZ-two&n=1"}
    values = {"mindie-tui": 1, "bench": {"accuracy": {"settings": settings}}, "launch": {"follow": ("/l?passwd=ZZ-3",)}}
    found = {secret.value for secret in secrets_of(Deployment.model_validate(values))}
    assert found == {"ZZ-one", "ZZ-two", "ZZ-3"}


@pytest.mark.parametrize("value", ["https://h/x?tokens=3&max_tokens=9", "sk-learn", "hf_hub", "a@b", "/m:ro", "x=1"])
def test_what_has_no_such_form(value):
    assert not secret_names(Deployment.model_validate({"mindie-tui": 1, "environment": {"SOME": value}}))
