"""`--fresh`: forget the data of a state, and keep what people's browsers have come to trust."""

import shutil
from pathlib import Path

from deploy.embedded.postgres import Cluster

KEPT = {"lock", "run", "logs", "ca.pem", "secrets"}
KEPT_SECRETS = {"authority.pem", "certificate.pem"}


def start_over(state: Path) -> None:
    """Leave the authority, its certificate and the logs. The caller holds the state's lock."""
    print(f"Deleting the data of {state} ...", flush=True)
    Cluster(state).remove()
    for folder, kept in ((state, KEPT), (state / "secrets", KEPT_SECRETS)):
        for entry in folder.glob("*"):
            if entry.name not in kept:
                _delete(entry)


def _delete(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
