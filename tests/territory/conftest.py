import os
from pathlib import Path

import pytest


@pytest.fixture
def real_data() -> Path:
    """The folder of real open files named by PONTDESARTS_REAL_DATA; without it the test is skipped, by name."""
    folder = os.environ.get("PONTDESARTS_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PONTDESARTS_REAL_DATA names no folder")
    return Path(folder)
