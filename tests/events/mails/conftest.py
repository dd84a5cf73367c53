import pytest
from django.conf import settings
from django.core import mail as outbox

from mailing import sending

BASE = "http://localhost:8000"


@pytest.fixture
def sent(db, at):
    """Sends what is due and gives what the server got of it."""

    def send():
        before = len(outbox.outbox)
        sending.send_due()
        return outbox.outbox[before:]

    assert settings.WAGTAILADMIN_BASE_URL == BASE
    return send
