"""Read areas and postcodes (docs/import.md)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.enums import AreaLevel
from directory.errors import OperationRefused
from directory.imports.areas import Options, has_no_header, import_areas, import_postcodes, kind_of, read_keys, settle_locations
from directory.imports.readers import read
from directory.imports.report import print_tallies


class Command(BaseCommand):
    help = "Reads outlines (GeoJSON), municipalities and postcodes (CSV), each also with gzip. Running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--ags", default="", help="template of the key, for example 110{spatial_name}0{spatial_name}")
        parser.add_argument("--name", default="", help="template of the name, for example {spatial_alias}")
        parser.add_argument("--level", default="", choices=["", *AreaLevel.values], help="otherwise by the length of the key")
        parser.add_argument("--parent", default="", help="key or name of the area above; otherwise by key, else by the outline")
        parser.add_argument("--tolerance", type=float, default=0.0003, help="simplification in degrees; 0.0003 is about 30 m")
        parser.add_argument("--dissolve", action="store_true", help="a Land without outline gets that of its parts together")

    def handle(self, *args, files, ags, name, level, parent, tolerance, dissolve, **options):
        chosen = Options(ags=ags, name=name, level=level, parent=parent, tolerance=tolerance, dissolve=dissolve)
        tallies = []
        try:
            tables = [self._read(path) for path in files]
            kinds = [kind_of(table) for table in tables]
            tallies += [import_areas(table, chosen) for table, kind in zip(tables, kinds, strict=True) if kind == "areas"]
            keys = {}
            for table, kind in zip(tables, kinds, strict=True):
                if kind == "keys":
                    more, tally = read_keys(table)
                    keys.update(more)
                    tallies.append(tally)
            tallies += [import_postcodes(table, keys) for table, kind in zip(tables, kinds, strict=True) if kind == "postcodes"]
        except OperationRefused as error:
            raise CommandError(str(error)) from error
        settled = settle_locations()
        print_tallies(self.stdout, tallies)
        if settled:
            self.stdout.write(_("%(count)d locations found their area.") % {"count": settled})

    def _read(self, path):
        try:
            table = read(path)
            return read(path, header=False) if has_no_header(table) else table
        except OperationRefused as error:
            raise CommandError(f"{path}: {error}") from error
