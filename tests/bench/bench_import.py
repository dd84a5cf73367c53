"""How many rows a second an import writes: `python -m tests.bench.bench_import` (BENCH=full for 50,000 rows).

Builds a temporary database of its own and an invented register as wide as Berlin's Kitas: operator, house, place with hours, topics, tags.
"""

import os
import tempfile
import time
from pathlib import Path

from .table import Row, finish
from .world import start

SIZE = 50_000 if os.environ.get("BENCH") == "full" else 2_500
LEAST = 100
"""Rows per second of CPU time; the run fails below it."""


def main():
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder) / "bench.sqlite3")
        return report(Path(folder))


def report(folder):
    from tests.directory.imports.files import house, load_mapping, run, write_table

    mapping = load_mapping(folder)
    rows = [house(nr=str(nr), name=f"Kita Sonnenschein {nr}", traeger=f"Träger {nr % (SIZE // 2)} e. V.", art="KiTa") for nr in range(SIZE)]
    path = write_table(folder, *rows)
    changed = write_table(folder, *({**row, "telefon": "030 7654321"} for row in rows), name="neu.csv")
    rows = []
    for title, file in (("first run", path), ("second run", path), ("one field changed", changed)):
        wall, cpu = time.monotonic(), time.process_time()
        _plan, result = run(file, mapping)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        note = f"of CPU time; by the clock {SIZE / wall:.0f}/s, longest transaction {result.longest * 1000:.0f} ms"
        rows.append(
            Row("sqlite", SIZE, f"import, {title}, rows a second", SIZE / cpu, unit="/s", goal=LEAST, more_is_better=True, note=note)
        )
    return finish(rows)


if __name__ == "__main__":
    raise SystemExit(main())
