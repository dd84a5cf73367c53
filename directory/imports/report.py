"""What an import did, for people: on the console and as a CSV file."""

from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table as Grid


def _console(stream):
    stream = getattr(stream, "_out", stream)
    return Console(file=stream, highlight=False, soft_wrap=True, width=None if stream.isatty() else 140)


def print_tallies(stream, tallies):
    """One line per file of `import_areas`, and why rows were left out."""
    console = _console(stream)
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
        grid.add_row(tally.name, str(tally.read), *(str(tally.fates[fate]) for fate, _title in fates))
    console.print(grid)
    for tally in tallies:
        for reason, count in tally.skipped.most_common():
            first = next(problem for problem in tally.problems if problem["reason"] == reason)
            example = _("for example line %(line)d: %(value)s") % {"line": first["line"], "value": first["value"]}
            console.print(f"  {tally.name}: {count} × {reason} ({example})", markup=False)
