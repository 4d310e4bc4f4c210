"""States of their own for the embedded machine, with nothing left of them."""

import contextlib
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.postgres import Cluster
from deploy.embedded.processes import Run


def free_port() -> int:
    """A port that no client is given by chance: below those of outgoing connections."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A folder for one installation; its processes and its database are gone afterwards."""
    folder = tmp_path / "state"
    yield folder
    with Run(folder):
        Cluster(folder).remove()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server for tests that only look. The folders on the way are as a person made them."""
    folder = tmp_path_factory.mktemp("private home") / "state"
    folder.mkdir(mode=0o750)
    with Run(folder) as run:
        made = Cluster(folder, fast=True)
        made.start(run)
        yield made
    with Run(folder):
        made.remove()
