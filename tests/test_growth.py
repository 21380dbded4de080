"""The yardstick of the tests that ask for linear time: it tells linear from quadratic work."""

import pytest

from growth import Work, assert_linear


def test_linear_work_passes_and_quadratic_work_does_not() -> None:
    def linear(size: int) -> Work:
        return lambda: sum(range(size * 1000))

    def quadratic(size: int) -> Work:
        return lambda: [sum(range(size)) for _ in range(size)]

    assert_linear(linear, 200)
    with pytest.raises(AssertionError, match="16 times the input"):
        assert_linear(quadratic, 1000)
