"""What is installed is pinned by digest, wherever it comes from."""

import pytest

from deploy.embedded.prepare import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_pins_by_digest_and_names_no_index(lock):
    lines = lock.read_text().splitlines()
    requirements = [line for line in lines if line and line[0].isalnum()]

    assert [line for line in lines if "://" in line or line.startswith("--")] == []
    assert [line for line in requirements if "==" not in line] == []
    assert [line for line in requirements if not line.endswith("\\")] == []
