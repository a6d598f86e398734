from mindie_tui.model.documents.script.reading import read


def exported(text: str):
    return {name: value.raw for name, value in read(text).variables.environment().items()}


def test_what_exports():
    cases = {
        "export A=1 B='x y'": {"A": "1", "B": "x y"},
        "A=1; export A": {"A": "1"},
        "A=1; declare -x B=2; readonly C=3": {"B": "2"},
        "export A=1; export -n A": {},
        "export A=1; export A+=2": {"A": "12"},
        "set -a; A=1; set -e": {"A": "1"},
        "set -o allexport\nA=1": {"A": "1"},
        "export A=1; unset A": {},
        "export A": {},
        "export A=1; A=2": {"A": "2"},
    }
    assert {text: exported(text) for text in cases} == cases


def test_what_a_profile_cannot_say_is_said():
    remarks = read("unset http_proxy\nexport $X").remarks
    assert [(one.line, one.text) for one in remarks] == [(1, "unset http_proxy"), (2, "export $X")]
