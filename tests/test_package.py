"""The public names."""

import pytest

import urbanstats


@pytest.mark.parametrize("name", urbanstats.__all__)
def test_every_public_name_loads(name):
    assert getattr(urbanstats, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'urbanstats' has no attribute 'asess'"):
        _ = urbanstats.asess


def test_dir_lists_the_public_names():
    assert set(urbanstats.__all__) == set(dir(urbanstats))
