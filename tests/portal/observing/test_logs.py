"""Logs are JSON lines that tell what happened and not to whom."""

import json
import logging
import sys

import pytest

from portal.observing.logs import JsonFormatter, LineFormatter


def logged(message, *args, error=None, **extra):
    record = logging.LogRecord("portal.beispiel", logging.WARNING, "file.py", 1, message, args, error)
    record.__dict__.update(extra)
    return JsonFormatter().format(record)


def test_a_line_is_one_object():
    line = logged("Zwei\nZeilen über %s", "Musik", fields={"status": 200})

    entry = json.loads(line)
    assert "\n" not in line
    assert entry.pop("time").endswith("Z")
    assert entry == {"level": "WARNING", "logger": "portal.beispiel", "message": "Zwei\nZeilen über Musik", "status": 200}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Mail an anna.muster@example.de ging nicht", "Mail an …@… ging nicht"),
        ("von 192.0.2.17:443 und 2001:db8::1 her", "von …:443 und … her"),
        ("Not Found: /suche/?q=Anna+Muster&ort=52.5", "Not Found: /suche/?…"),
        ("GET https://portal.example/suche/?ort=Musterweg HTTP/1.1", "GET https://portal.example/suche/?… HTTP/1.1"),
        ("/konto/password/reset/key/3-abc/ und /kontakt/mail/geheim/", "/konto/… und /kontakt/…"),
        ("Not Found: /en/termine/ogs/anmeldung/abc_def-123/aendern/", "Not Found: /en/termine/ogs/anmeldung/…"),
        ("/termine/ogs/rueckmeldung/abc_def-123/", "/termine/ogs/rueckmeldung/…"),
        ("duplicate key\nDETAIL:  Key (name)=(Anna Muster) already exists.", "duplicate key\nDETAIL: …"),
        ("Wie spät ist es? Version 1.2.3, 12:30:45 Uhr", "Wie spät ist es? Version 1.2.3, 12:30:45 Uhr"),
    ],
)
def test_what_says_who_is_left_out(said, kept):
    assert json.loads(logged("%s", said))["message"] == kept
    assert LineFormatter("%(message)s").format(logging.LogRecord("a", 20, "f", 1, "%s", (said,), None)) == kept


def test_tracebacks_are_told_without_values_of_rows():
    said = "Key (email)=(anna@example.de)\nDETAIL:  Failing row contains (Anna)"
    try:
        raise ValueError(said)
    except ValueError:
        entry = json.loads(logged("broken", error=sys.exc_info()))

    assert "ValueError" in entry["error"]
    assert "test_logs.py" in entry["error"]
    assert "anna" not in entry["error"].lower()


@pytest.mark.django_db
def test_a_request_is_logged_without_query_and_visitor(client, caplog):
    with caplog.at_level(logging.INFO, "portal.requests"):
        client.get(
            "/einrichtungen/?q=Anna+Muster", REMOTE_ADDR="192.0.2.17", HTTP_USER_AGENT="Annas Rechner", HTTP_REFERER="/suche/?q=Anna"
        )

    [record] = [record for record in caplog.records if record.name == "portal.requests"]
    entry = json.loads(JsonFormatter().format(record))
    assert entry.pop("ms") > 0
    assert entry.pop("time")
    assert entry == {
        "level": "INFO",
        "logger": "portal.requests",
        "message": "GET 200",
        "method": "GET",
        "route": "einrichtungen/",
        "status": 200,
        "path": "/einrichtungen/",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/konto/password/reset/key/3-abcdef/",
        "/en/konto/password/reset/key/3-abcdef/",
        "/kontakt/mail/abcdef/",
        "/termine/ogs/anmeldung/abcdef/daten/",
    ],
)
def test_addresses_that_carry_keys_are_logged_by_their_pattern(client, caplog, path):
    with caplog.at_level(logging.INFO, "portal.requests"):
        client.get(path)

    [record] = [record for record in caplog.records if record.name == "portal.requests"]
    assert "abcdef" not in JsonFormatter().format(record)
    assert record.fields["route"]
