import json
from datetime import date, datetime, time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.freshness import BERLIN
from search.engines.base import SearchUnavailable
from search.runs import BrokenLine, answer, questions
from search.suggestions import suggestions


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("“%(text)s” is no day. Write it like 2020-05-01.") % {"text": text}) from error


def _suggested(text, day):
    """Texts as the search field shows them, in their order."""
    at = datetime.combine(day, time(12), BERLIN)
    return [item.text for group in suggestions(text, at) for item in group.items]


class Command(BaseCommand):
    help = "Answers a file of queries (one JSON object a line: id, query, filters) as the result page does; the results carry the keys of their import sources."

    def add_arguments(self, parser):
        parser.add_argument("queries", metavar="QUERIES.jsonl")
        parser.add_argument("--output", required=True, metavar="RUN.jsonl")
        parser.add_argument("--today", default="", help="search as if it were this day, for example 2020-05-01")
        parser.add_argument("--language", default="de", help="language of the page, where a query doesn't say")

    def handle(self, *, queries, output, today, language, **options):
        day = _day(today) if today else timezone.now().astimezone(BERLIN).date()
        try:
            asked = list(questions(Path(queries).read_text(encoding="utf-8").splitlines(), language=language))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("%(file)s can't be read: %(error)s") % {"file": queries, "error": error}) from error
        except BrokenLine as error:
            raise CommandError(f"{queries}: {error}") from error
        try:
            lines = [self._answer(question, day) for question in asked]
        except SearchUnavailable as error:
            raise CommandError(str(error)) from error
        try:
            Path(output).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as error:
            raise CommandError(_("%(file)s can't be written: %(error)s") % {"file": output, "error": error}) from error
        self.stdout.write(_("%(count)d queries answered into %(file)s") % {"count": len(lines), "file": output})

    def _answer(self, question, day):
        with translation.override(question.language):
            return json.dumps(answer(question, today=day, suggest=_suggested), ensure_ascii=False)
