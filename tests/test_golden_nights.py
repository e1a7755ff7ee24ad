"""Whole nights leave what they left before, every indicator of them: see ``test_golden``."""

import pytest

from tests.golden import difference


@pytest.mark.slow
def test_whole_nights_are_as_before():
    assert difference("nights") == ""
