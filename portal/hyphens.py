"""Soft hyphens in long German words, so that headings and chips can break on a phone.

No dictionary: breaking points come from the seams of compounds (linking elements and word parts that end or begin
one) and only then from syllables. Browsers' own `hyphens: auto` knows more where it has a dictionary; this is the net
under it. A point is never nearer than three letters to either end, and words up to 12 letters stay whole.
"""

import re
from functools import lru_cache
from itertools import pairwise

SHY = "\u00ad"
LONGEST_WHOLE = 12
LEAST = 3
"""Letters that stay together at both ends of a word."""

PARTS = """
abend akademie anfänger angebot angelegenheit angestellte anmeldung arbeit archiv atelier ausbildung ausgabe ausgleich auskunft
austausch austritt bahn band begabung begegnung behinderten beirat beratung bereich beruf besuch betreuung bewegung bezirk
bibliothek bild bildung blatt brücke buch bund bühne büro chor dienst dorf einrichtung eltern engagement ensemble entwicklung
erwachsene erziehung fach fahrt familie ferien fest film flöte forschung fortbildung frau freizeit freund früh förder förderung
führung ganztag garten gemeinde gemeinschaft geschichte gesellschaft gesundheit grund gruppe haupt haus heim hilfe hoch hort
hygiene initiative instrument integration jahr jugend karussell kinder kirche klasse kompetenz konferenz konzert kooperation kraft
kreis kultur kunst kurs laden land leben lehre lehrer leihe leistung leiter leitung lernen lese literatur markt mathematik medien
mitte mittel museum musik mutter mädchen möglichkeit nachbarschaft nachhilfe nachmittag natur netz ordnung park partner
partnerschaft pflege plan platz praxis preis probe programm projekt pädagog pädagoge pädagogik pädagogin pädagogisch raum recht
rechts region reihe saal sachbearbeitung sammlung schaft schluss schule schulung schutz schwimm schüler selbst senioren sommer
sozial spiel sport sprache stadt stelle stiftung straße studie stunde stätte tages tanz technik teil teilhabe theater treff
treffen träger umwelt unter unterricht unterstützung verband verbund verein vereinbarung verfahren vermittlung verordnung
versicherung verwaltung volk vorbereitung vorlesen vormittag vorschule vortrag wechsel weiter werk werkstatt wesen wettbewerb
winter wissenschaft woche wohnen zeit zentrum ziel zukunft zusammen über übergang übertragung bestimm initiativ prüfung stoff vorbereit
"""
# Word parts that begin at a seam when they stand inside a word. Longer ones win.

_STARTS = re.compile("|".join(sorted(PARTS.split(), key=len, reverse=True)), re.IGNORECASE)
_LINK_END = re.compile(r"(?:schafts|heits|keits|ungs|tions|täts|lings|tums|ments|schaft|heit|keit|ung)(?=[a-zäöüß]{4})", re.IGNORECASE)
_WORD = re.compile(rf"(?:[^\W\d_]|{SHY}){{{LONGEST_WHOLE + 1},}}")
_LONG = re.compile(rf"[\w{SHY}]{{{LONGEST_WHOLE + 1},}}")
"""What may hold such a word: a class of letters is found three times as fast as an alternative."""
_VOWELS = "aeiouyäöü"
_SYLLABLE = re.compile(
    rf"(?<=[{_VOWELS}])[bcdfghjklmnpqrstvwxzß]*?(?=(?:sch|ch|ck|ph|th|qu|st|sp|[bfgkp][lr]|[dt]r|[bcdfghjklmnpqrstvwxzß])[{_VOWELS}])",
    re.IGNORECASE,
)
WIDEST_PIECE = 14
"""A piece without a seam that is longer than this is broken at syllables too."""


def soften(text):
    """The text with soft hyphens in its long words. Existing ones and everything else stay as they are."""
    return _LONG.sub(_soften_words, text)


def _soften_words(run):
    return _WORD.sub(lambda found: _soften_word(found[0]), run[0])


@lru_cache(maxsize=20_000)
def _soften_word(word):
    if SHY in word:
        return word
    seams = {found.start() for found in _STARTS.finditer(word)} | {found.end() for found in _LINK_END.finditer(word)}
    points = _apart(sorted(point for point in seams if LEAST <= point <= len(word) - LEAST))
    edges = [0, *points, len(word)]
    for start, end in pairwise(edges):
        if end - start > WIDEST_PIECE:
            points += _syllables(word, start, end)
    pieces, last = [], 0
    for point in sorted(points):
        pieces.append(word[last:point])
        last = point
    return SHY.join([*pieces, word[last:]])


def _apart(points):
    kept = []
    for point in points:
        if not kept or point - kept[-1] >= LEAST:
            kept.append(point)
    return kept


def _syllables(word, start, end):
    """One point near the middle of a long piece, before the last consonant (or sch, st, pr …) between two vowels."""
    piece = word[start:end]
    found = {match.end() for match in _SYLLABLE.finditer(piece)}
    inside = [point for point in found if LEAST + 1 <= point <= len(piece) - LEAST - 1]
    if not inside:
        return []
    return [start + min(inside, key=lambda point: abs(point - len(piece) / 2))]
