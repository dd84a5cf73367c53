"""Logs as one JSON object a line, without personal data: no query strings, no addresses of people or machines, no values of rows."""

import json
import logging
import re
from datetime import UTC, datetime

HEX = "[0-9a-fA-F]{1,4}"
MASKED = [
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "…@…"),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"), "…"),
    (re.compile(rf"(?<![\w:])(?:(?:{HEX}:){{7}}{HEX}|(?:{HEX}:){{0,6}}(?:{HEX})?::(?:{HEX}:){{0,6}}(?:{HEX})?)(?![\w:])"), "…"),
    (re.compile(r"(?<=[\w/])\?[^\s\"'<>)]+"), "?…"),
    (re.compile(r"^(DETAIL|CONTEXT|PARAMETERS): .*$", re.MULTILINE), r"\1: …"),  # PostgreSQL quotes the row that it refused
    (re.compile(r"(?<=/konto/)\S+|(?<=/kontakt/)\S+|(?<=/anmeldung/)\S+|(?<=/rueckmeldung/)\S+"), "…"),  # addresses there carry keys
]


def masked(text):
    for pattern, instead in MASKED:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """{"time": "2026-11-23T08:00:00.123Z", "level": "INFO", "logger": …, "message": …, "error"?: traceback} and the `fields` of the record."""

    def format(self, record):
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entry = {"time": time, "level": record.levelname, "logger": record.name, "message": masked(record.getMessage())}
        entry |= getattr(record, "fields", {})
        if record.exc_info:
            entry["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False, default=str)


class LineFormatter(logging.Formatter):
    """For people at a terminal; the same things are left out."""

    def format(self, record):
        return masked(super().format(record))
