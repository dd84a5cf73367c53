"""What an import of edges did, for people: on the console and, with every row's fate, as a CSV file."""

import csv
from collections import Counter

from django.utils.translation import gettext as _
from rich.markup import escape
from rich.table import Table as Grid

from directory.exports import guard
from directory.imports.report import level_name, make_console

SHOWN = 12


def fate_name(fate):
    return {"created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "skipped": _("row skipped")}[fate]


def state_name(state):
    return {"sure": _("found"), "doubtful": _("in doubt"), "missing": _("not found")}[state]


def print_summary(stream, plan, run=None):
    """Rows by fate, partners by how they were found, what was skipped and why. `run` is None after a dry run."""
    out = make_console(stream)
    for note in plan.table.notes:
        out.print(escape(note))
    fates, found = plan.fates(), plan.findings()
    grid = Grid(box=None, pad_edge=False)
    for title in (
        _("File"),
        _("rows"),
        _("created"),
        _("updated"),
        _("unchanged"),
        _("skipped"),
        _("partners found"),
        _("in doubt"),
        _("not found"),
    ):
        grid.add_column(title, justify="left" if title == _("File") else "right")
    numbers = [len(plan.rows), *(fates[fate] for fate in ("created", "updated", "unchanged", "skipped"))]
    grid.add_row(escape(plan.table.name), *(str(number) for number in (*numbers, found["sure"], found["doubtful"], found["missing"])))
    out.print(grid)
    if run is None:
        out.print(_("This was a dry run: nothing was written."))
    for planned in (planned for planned in plan.rows if planned.fate == "skipped"):
        out.print("  " + escape(_("line %(line)d skipped: %(reason)s") % {"line": planned.row.line, "reason": planned.reason}))
    notes = [(planned.row.line, note) for planned in plan.rows for note in planned.notes]
    for line, note in notes[:SHOWN]:
        out.print("  " + escape(_("line %(line)d: %(note)s") % {"line": line, "note": note}))
    for (column, reason), count in Counter(
        (problem.column, problem.reason) for problem in plan.problems if problem.level != "skipped"
    ).most_common(SHOWN):
        out.print("  " + escape(f"{count} × {column}: {reason}"))
    if plan.missing:
        out.print(
            escape(
                _("%(count)d rows of earlier deliveries are missing: %(keys)s")
                % {"count": len(plan.missing), "keys": ", ".join(plan.missing[:SHOWN])}
            )
        )
        out.print(_("Nothing was ended for that. Please look whether these cooperations still run."))
    unclear = [
        (planned.row.partners[slot], finding) for planned in plan.rows for slot, finding in planned.found.items() if finding.state != "sure"
    ]
    if unclear:
        out.print(_("Institutions that aren’t sure, with what is nearest in the register:"))
        for sought, finding in dict.fromkeys((str(sought), finding) for sought, finding in unclear):
            nearest = "; ".join(finding.candidates) or "–"
            out.print("  " + escape(f"{sought}: {finding.how} → {nearest}"))


def write_csv(path, plan):
    """One line for each row, then one for each value that was left out; UTF-8 with a mark, semicolons, as German spreadsheets open it."""
    slots = [partner.slot for partner in plan.mapping.partners]
    with open(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        heads = [heading for slot in slots for heading in (slot, _("result"), _("by what"), _("institution"), _("nearest in the register"))]
        writer.writerow([_("line"), _("key"), _("effect"), _("reason"), _("title"), *heads])
        for planned in plan.rows:
            writer.writerow([guard(cell) for cell in (planned.row.line, planned.row.key, fate_name(planned.fate), _reason(planned), planned.row.values.get("name", ""), *_cells(planned, slots))])  # fmt: skip
        for problem in plan.problems:
            if problem.level != "skipped":
                writer.writerow(
                    [problem.line, guard(problem.column), level_name(problem.level), guard(problem.reason), guard(problem.value)]
                )
        for key in plan.missing:
            writer.writerow(["", guard(key), _("nothing"), _("The row is missing in this delivery.")])


def _reason(planned):
    return " ".join([planned.reason, *planned.notes]).strip()


def _cells(planned, slots):
    for slot in slots:
        sought, finding = planned.row.partners.get(slot), planned.found.get(slot)
        if finding is None:
            yield from ("", "", "", "", "")
            continue
        how = f"{finding.how} ({finding.remark})" if finding.remark else finding.how
        yield from (str(sought), state_name(finding.state), how, finding.entry.name if finding.entry else "", "; ".join(finding.candidates))
