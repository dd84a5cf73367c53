"""What an import did, for people: on the console and as a CSV file."""

import csv
from collections import Counter

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table as Grid

SHOWN = 12


def make_console(stream):
    stream = getattr(stream, "_out", stream)
    return Console(file=stream, highlight=False, soft_wrap=True, width=None if stream.isatty() else 140)


class Progress:
    """A progress bar for `progress(done, total)`; on something that is no terminal it shows nothing."""

    def __init__(self, stream, title):
        console = make_console(stream)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task(title, total=None)

    def __enter__(self):
        self._bar.__enter__()
        return self

    def __exit__(self, *exception):
        return self._bar.__exit__(*exception)

    def __call__(self, done, total):
        self._bar.update(self._task, completed=done, total=total)


def print_summary(stream, plan, result=None):
    """Rows by fate, objects, problems by reason. `result` is None after a dry run."""
    console = make_console(stream)
    for note in plan.table.notes:
        console.print(escape(note))
    fates = plan.fates()
    grid = Grid(box=None, pad_edge=False)
    titles = [
        ("", _("rows")),
        ("created", _("created")),
        ("updated", _("updated")),
        ("unchanged", _("unchanged")),
        ("skipped", _("skipped")),
    ]
    grid.add_column(_("File"))
    for _fate, title in titles:
        grid.add_column(title, justify="right")
    grid.add_row(escape(plan.table.name), str(len(plan.rows)), *(str(fates[fate]) for fate, _title in titles[1:]))
    console.print(grid)
    if result is None:
        console.print(_("This was a dry run: nothing was written."))
    else:
        objects = ", ".join(f"{count} {_object_name(model, what)}" for (model, what), count in sorted(result.objects.items()))
        console.print(_("Objects: %(objects)s") % {"objects": objects or _("none changed")})
        seconds = max(plan.seconds + result.seconds, 0.001)
        console.print(_("%(seconds).1f seconds, %(rate)d rows a second") % {"seconds": seconds, "rate": len(plan.rows) / seconds})
    for reason, count in Counter(row.reason for row in plan.rows if row.fate == "skipped").most_common(SHOWN):
        console.print("  " + escape(_("%(count)d × skipped: %(reason)s") % {"count": count, "reason": reason}))
    if plan.missing:
        shown = ", ".join(plan.missing[:SHOWN]) + (" …" if len(plan.missing) > SHOWN else "")
        console.print(escape(_("%(count)d rows of earlier deliveries are missing: %(keys)s") % {"count": len(plan.missing), "keys": shown}))
        console.print(_("Nothing was archived for that. Please look whether these things still exist."))
    _print_problems(console, [problem for problem in plan.problems if problem.level != "skipped"])


def _print_problems(console, problems):
    if not problems:
        return
    console.print(_("%(count)d problems:") % {"count": len(problems)})
    groups = Counter((problem.level, problem.column, _without_value(problem)) for problem in problems)
    for (level, column, reason), count in groups.most_common(SHOWN):
        first = next(p for p in problems if (p.level, p.column, _without_value(p)) == (level, column, reason))
        text = _("%(count)d × %(level)s, %(column)s: %(reason)s (line %(line)d: “%(value)s”)") % {
            "count": count,
            "level": level_name(level),
            "column": column,
            "reason": first.reason,
            "line": first.line,
            "value": first.value[:60],
        }
        console.print("  " + escape(text))
    if len(groups) > SHOWN:
        console.print("  …")
    console.print(_("--report FILE writes all of them into a table."))


def _without_value(problem):
    return "" if problem.level in ("conflict", "note") else problem.reason


def level_name(level):
    return {"skipped": _("row skipped"), "left out": _("value left out"), "conflict": _("conflict"), "note": _("note")}[level]


def _object_name(model, what):
    names = {"actor": _("institutions"), "location": _("locations"), "offer": _("offers")}
    return f"{names[model]} {({'created': _('created'), 'updated': _('updated'), 'published': _('published')})[what]}"


def write_csv(path, plan):
    """Every problem with line, column, value and reason, and what is missing; UTF-8 with a mark, semicolons, as German spreadsheets open it."""
    with open(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([_("line"), _("column"), _("value"), _("reason"), _("effect")])
        for problem in plan.problems:
            writer.writerow([problem.line, problem.column, _harmless(problem.value), problem.reason, level_name(problem.level)])
        for key in plan.missing:
            writer.writerow(["", plan.mapping.key.label, _harmless(key), _("The row is missing in this delivery."), _("nothing")])


def _harmless(value):
    """A spreadsheet must not take the value for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value


def print_tallies(stream, tallies):
    """One line per file of `import_areas`, and why rows were left out."""
    console = make_console(stream)
    grid = Grid(box=None, pad_edge=False)
    grid.add_column(_("File"))
    fates = [
        ("created", _("created")),
        ("updated", _("updated")),
        ("unchanged", _("unchanged")),
        ("read", _("read as keys")),
        ("skipped", _("skipped")),
    ]
    for title in (_("rows"), *(title for _fate, title in fates)):
        grid.add_column(title, justify="right")
    for tally in tallies:
        grid.add_row(escape(tally.name), str(tally.read), *(str(tally.fates[fate]) for fate, _title in fates))
    console.print(grid)
    for tally in tallies:
        for reason, count in tally.skipped.most_common():
            first = next(problem for problem in tally.problems if problem["reason"] == reason)
            example = _("for example line %(line)d: %(value)s") % {"line": first["line"], "value": first["value"]}
            console.print(f"  {tally.name}: {count} × {reason} ({example})", markup=False)
