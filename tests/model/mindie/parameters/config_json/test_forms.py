"""What several sections have in common."""

from mindie_tui.model.mindie.parameters.config_json import forms


def test_a_form_that_must_be_there_says_so_and_takes_the_same():
    for may, must in ((forms.YES_NO, forms.MUST_YES_NO), (forms.TEXT, forms.MUST_TEXT), (forms.PORT, forms.MUST_PORT)):
        assert must.required and not may.required
        assert may.describe() == f"{must.describe()}, or absent"


def test_a_degree_may_be_any_json_and_is_typed_as_a_number():
    assert forms.DEGREE.wrong("x") is None
    assert forms.DEGREE.parse("2") == 2 and forms.DEGREE.parse("[2]") == "[2]"
