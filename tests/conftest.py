"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def require() -> Callable[[bool, str], None]:
    """Call as `require(condition, reason)` where a test needs something that may be absent, such as a model.

    Without it the test is skipped for that reason. With MUQABALA_REQUIRE_ALL=1 it fails instead, so that a machine
    that ought to have everything cannot pass by skipping.
    """

    def check(condition: bool, reason: str) -> None:
        if condition:
            return
        if os.environ.get("MUQABALA_REQUIRE_ALL") == "1":
            pytest.fail(f"{reason} (MUQABALA_REQUIRE_ALL=1)", pytrace=False)
        pytest.skip(reason)

    return check
