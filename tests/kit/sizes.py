"""The sizes at which a screen is looked at: the smallest one in every test run, the usual one in the long tests."""

import pytest

SIZES = [(80, 24), pytest.param((120, 36), marks=pytest.mark.long)]
