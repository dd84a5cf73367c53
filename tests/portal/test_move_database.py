import pytest
from django.core.management import CommandError, call_command
from django.db import connections


@pytest.mark.parametrize("address", ["portal", "", "postgres://", "postgres://portal@db:x/portal"])
def test_what_is_no_address_is_named(address):
    with pytest.raises(CommandError, match="is no address of a database"):
        call_command("move_database", to=address)

    assert "move_target" not in connections.settings
