from mindie_tui.model.documents.script.arithmetic import whole_number

VALUES = {"a": 7, "b": 2}


def test_sums():
    cases = {
        "$((1 + 2 * 3))": 7,
        "$(( a / b ))": 3,
        "$((-7 / 2))": -3,
        "$((-7 % 2))": -1,
        "$(($a*(b-1)))": 7,
        "$((a / 0))": None,
        "$((a ** 2))": None,
        "$((c + 1))": None,
        "$((a > b))": None,
        "$(ls)": None,
        "$((1 +))": None,
    }
    assert {text: whole_number(text, VALUES.get) for text in cases} == cases
