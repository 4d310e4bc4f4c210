"""A mail that somebody waits for never stands behind the imports of all tenants."""

from uuid import uuid4

import pytest

from jobs.worker import Worker
from tenants.rooms import workspace_of
from tenants.workflows.invite import send_invitation
from users.tasks import send_reset_link, tell_of_new_password
from workspace.imports.tasks import take_in_import


@pytest.mark.parametrize("mail", [send_invitation, send_reset_link, tell_of_new_password])
def test_a_mail_is_claimed_before_the_imports_that_came_earlier(acme, mail):
    with workspace_of(acme):
        for _ in range(2):
            take_in_import.enqueue(str(uuid4()))
    mail.enqueue(str(uuid4()), "en")
    worker = Worker(["default"])

    assert [worker.claim().task for _ in range(3)] == [
        mail.module_path,
        take_in_import.module_path,
        take_in_import.module_path,
    ]
