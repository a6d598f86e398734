"""Values are read as MindIE's C++ reads them."""

import pytest

from mindie_tui.model.documents.cpp_values import cast, is_ip, stoi


@pytest.mark.parametrize(
    ("value", "width", "reads"),
    [
        (True, "int32_t", 1),
        (True, "size_t", None),
        (1.9, "uint32_t", 1),
        (-1, "uint32_t", 2**32 - 1),
        (2**32 + 5, "uint32_t", 5),
        (2**31, "int32_t", -(2**31)),
        (-1, "size_t", 2**64 - 1),
        (1e300, "uint32_t", 0),
        ("5", "uint32_t", None),
        (None, "uint32_t", None),
        ([], "int32_t", None),
    ],
)
def test_numbers_are_cast_as_c_does(value, width, reads):
    assert cast(value, width) == reads


@pytest.mark.parametrize(
    ("text", "reads"), [("5", 5), (" +5x", 5), ("-1", -1), ("x", None), ("", None), ("99999999999", None)]
)
def test_text_is_read_as_stoi_does(text, reads):
    assert stoi(text) == reads


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("10.0.0.1", True),
        ("010.1.1.1", False),
        ("1.2.3", False),
        ("10.0.0.1:80", False),
        ("127.0.0.1 ", False),
        ("2001:db8::1", True),
        ("[::1]", True),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),
        ("::", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_addresses_are_those_that_mindie_takes(text, good):
    assert is_ip(text, zero=False) is good
