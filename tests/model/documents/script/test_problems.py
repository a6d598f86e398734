from mindie_tui.model.documents.script.problems import never_closed


def test_what_never_closes_names_its_sign_and_line():
    error = never_closed(7, "'")
    assert (error.line, error.why, str(error)) == (7, "' is never closed", "line 7: ' is never closed")
