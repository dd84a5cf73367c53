"""How many rows a second an import writes: `python -m tests.bench.bench_import` (BENCH=full for 50,000 rows).

Builds a temporary database of its own and an invented register as wide as Berlin's Kitas: operator, house, place with hours, topics, tags.
"""

import os
import tempfile
import time
from pathlib import Path

SIZE = 50_000 if os.environ.get("BENCH") == "full" else 2_500
LEAST = 100
"""Rows per second of CPU time; the run fails below it."""


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.DATABASES["default"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        call_command("migrate", verbosity=0)
        return report(Path(folder))


def report(folder):
    from tests.directory.imports.files import house, load_mapping, run, write_table

    mapping = load_mapping(folder)
    rows = [house(nr=str(nr), name=f"Kita Sonnenschein {nr}", traeger=f"Träger {nr % (SIZE // 2)} e. V.", art="KiTa") for nr in range(SIZE)]
    path = write_table(folder, *rows)
    changed = write_table(folder, *({**row, "telefon": "030 7654321"} for row in rows), name="neu.csv")
    slow = False
    print(f"{SIZE} rows{'':12}{'wall s':>9}{'CPU s':>9}{'rows/s':>9}{'rows/CPU s':>12}{'longest ms':>12}")
    for title, file in (("first run", path), ("second run", path), ("one field changed", changed)):
        wall, cpu = time.monotonic(), time.process_time()
        _plan, result = run(file, mapping)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        print(f"{title:22}{wall:9.2f}{cpu:9.2f}{SIZE / wall:9.0f}{SIZE / cpu:12.0f}{result.longest * 1000:12.0f}")
        slow = slow or SIZE / cpu < LEAST
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
