"""What the style guide shows: every component in every state, with the longest words we know. Names are invented."""

from datetime import date
from types import SimpleNamespace

from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

LONGEST = "Instrumentalpädagogikfachkräfteaustausch"
CHECKED = date(2026, 10, 12)


class SpecimenForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=60)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The link to confirm goes there."))
    place = forms.ChoiceField(
        label=_("Institution"), choices=[("", "—"), ("a", "Kita Sonnenblumenkarussell"), ("b", f"Zentrum für {LONGEST}")]
    )
    wish = forms.CharField(label=_("What do you need to take part?"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    who = forms.ChoiceField(
        label=_("Who comes?"),
        choices=[("one", _("Only me")), ("group", _("We are a group"))],
        widget=forms.RadioSelect,
        help_text=_("A group gets all seats or none."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, choices=[("m", "Musik"), ("l", "Lesen"), ("n", "Natur")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label=_("I have read the data protection notice"))


OPTIONS = [
    {"value": "musik", "label": "Musik und Instrumente", "count": 118, "checked": True},
    {"value": "frueh", "label": "Frühe Bildung", "count": 31},
    {"value": "ganztag", "label": "Ganztag und Ferien", "count": 22},
    {"value": "kunst", "label": "Kunst und Theater", "count": 9},
    {"value": "lesen", "label": "Lesen und Sprache", "count": 7},
    {"value": "natur", "label": "Bewegung und Natur", "count": 4},
    {"value": "technik", "label": "Forschen und Technik", "count": 0},
]
FACETS = [
    {"name": "thema", "label": "Thema", "options": OPTIONS},
    {
        "name": "sprache",
        "label": "Sprache",
        "options": [
            {"value": "de", "label": "Deutsch", "count": 142},
            {"value": "uk", "label": "Українська", "count": 11, "lang": "uk"},
            {"value": "ar", "label": "العربية", "count": 8, "lang": "ar"},
        ],
    },
    {
        "name": "km",
        "label": "Entfernung",
        "kind": "radio",
        "options": [{"value": "1", "label": "bis 1 km", "count": 9}, {"value": "3", "label": "bis 3 km", "count": 37, "checked": True}],
    },
    {
        "name": "alter",
        "label": "Alter",
        "kind": "range",
        "options": [{"name": "alter_von", "label": "von", "value": 6}, {"name": "alter_bis", "label": "bis", "value": 9}],
    },
]


def rows():
    return [
        {
            "kind": "musikschule",
            "icon": "music",
            "kicker": ["Kurs", "Musikschule Klangwerk"],
            "title": mark_safe("<mark>Blockflöten</mark>anfängerunterricht in der Kleingruppe"),
            "url": "#",
            "meta": [("map-pin", "Notenschlüsselstraße 12, Pankow"), ("calendar", "Di oder Do, 15:15")],
            "text": mark_safe("Drei bis vier Kinder lernen gemeinsam Sopran<mark>blockflöte</mark>. Ein Leihinstrument gibt es dazu."),
            "chips": [
                {"text": "6 bis 9 Jahre"},
                {"text": "26 € im Monat"},
                {"text": "Bildungspaket", "icon": "ticket"},
                {"text": "4 Plätze frei", "tone": "free"},
            ],
            "side": "0,8 km",
            "confirmed_at": CHECKED,
        },
        {
            "kind": "verein",
            "icon": "hand-heart",
            "kicker": ["Ensemble", "Nachbarschaftsbrücke e. V."],
            "title": f"{LONGEST} Prenzlauer Berg",
            "url": "#",
            "meta": [("map-pin", "Zwetschgenallee 44, Französisch Buchholz")],
            "chips": [{"text": "ausgebucht, Warteliste", "tone": "warn"}, {"text": "abgesagt", "tone": "bad"}],
            "confirmed_at": date(2025, 8, 5),
            "due": True,
        },
        {
            "kind": "",
            "icon": "file-text",
            "kicker": ["Seite", "Ratgeber"],
            "title": "Which instrument suits my child?",
            "lang": "en",
            "url": "#",
        },
    ]


def context():
    picture = SimpleNamespace(url="/marke/karte.png", width=1200, height=630)
    return {
        "form": SpecimenForm(),
        "longest": LONGEST,
        "rows": rows(),
        "facets": FACETS,
        "checked": CHECKED,
        "picture": picture,
        "crumbs": [("Einrichtungen", "/einrichtungen/"), ("Musikschulen", "/einrichtungen/?art=musikschule")],
        "kinds": [
            {"url": "#", "icon": "music", "name": "Musik und Instrumente", "kind": "musikschule", "count": 1312},
            {"url": "#", "icon": "toy-brick", "name": "Kitas", "kind": "kita", "count": 214},
            {"url": "#", "icon": "graduation-cap", "name": "Schulen", "kind": "schule", "count": 86},
            {"url": "#", "icon": "gibt-es-nicht", "name": LONGEST, "kind": "", "count": 0},
        ],
        "chips": [
            {"text": "6 bis 9 Jahre"},
            {"text": "kostenlos", "tone": "free", "icon": "gift"},
            {"text": "noch 3 Plätze", "tone": "warn"},
            {"text": "abgesagt", "tone": "bad"},
            {"text": "Bildungspartnerschaft", "tone": "brand"},
            {"text": "Blockflöte ab 7 Jahren", "url": "#"},
        ],
        "filters": [
            {"text": "Musik und Instrumente", "url": "?"},
            {"text": "Українська", "url": "?", "lang": "uk"},
            {"text": "bis 3 km", "url": "?"},
        ],
        "tabs": [
            {"name": "Alles", "url": "#", "count": 142, "current": True},
            {"name": "Angebote", "url": "#", "count": 97},
            {"name": "Einrichtungen", "url": "#", "count": 24},
            {"name": "Seiten", "url": "#", "count": 2},
        ],
        "views": [{"name": "Liste", "url": "#", "icon": "layout-list", "current": True}, {"name": "Karte", "url": "#karte", "icon": "map"}],
        "sorts": [{"value": "", "name": "Beste Treffer", "current": True}, {"value": "name", "name": "Name"}],
        "scopes": [
            {"value": "angebote", "label": "Angebot finden", "icon": "music", "checked": True},
            {"value": "einrichtungen", "label": "Einrichtung finden", "icon": "map-pin"},
        ],
        "facts": [
            {"icon": "calendar", "term": "Wann?", "value": "Dienstag oder Donnerstag", "note": "15:15 – 16:00 Uhr"},
            {"icon": "users", "term": "Für wen?", "value": "6 bis 9 Jahre", "note": "3 bis 4 Kinder in der Gruppe"},
            {"icon": "euro", "term": "Was kostet es?", "value": "26 € im Monat", "note": "ermäßigt 13 €, mit Bildungspaket 0 €"},
        ],
        "hours": [
            {"days": "Mo bis Do", "times": "13:00 – 20:30"},
            {"days": "Freitag", "times": "13:00 – 18:00"},
            {"days": "Heute, Sonntag", "times": "geschlossen", "now": True},
        ],
        "access": [
            {"text": "stufenloser Zugang", "state": "yes"},
            {"text": "kein Behindertenparkplatz", "state": "no"},
            {"text": "Induktionsschleife: noch nicht bekannt", "state": "unknown"},
        ],
        "news": [
            {
                "date": date(2026, 11, 19),
                "title": "Anmeldung zum Instrumentenkarussell startet am 1. Dezember",
                "url": "#",
                "text": "Für alle zweiten Klassen.",
            },
            {"date": date(2026, 11, 4), "title": "Umfrage zur Ganztagskooperation: noch bis 15. Dezember antworten", "url": "#"},
        ],
        "figures": [
            {"value": "427", "label": "Einrichtungen"},
            {"value": "1.284", "label": "Angebote"},
            {"value": "91 %", "label": "Einträge sind aktuell", "note": "(in 12 Monaten geprüft)"},
        ],
        "bars": [{"label": "Musikschule", "value": 38, "kind": "musikschule"}, {"label": "Kita", "value": 21, "kind": "kita"}],
        "table_head": ["Bezirk", "Kitas", "Schulen"],
        "table_rows": [["Pankow", "214", "86"], ["Treptow-Köpenick", "188", "71"]],
        "table_numeric": [1, 2],
        "steps": ["Art wählen", "Angaben", "E-Mail bestätigen"],
        "accordion": [
            {"title": "Was kostet der Unterricht?", "body": mark_safe("<p>Mit dem Bildungspaket nichts.</p>"), "open": True},
            {"title": "Gibt es Leihinstrumente?", "body": mark_safe("<p>Ja, für sechs Monate.</p>")},
        ],
        "downloads": [
            {"title": "Konzept der Bildungslandschaft", "url": "#", "type": "PDF", "size": 2_400_000},
            {"title": "Muster einer Kooperationsvereinbarung", "url": "#", "type": "ODT", "size": 48_000},
        ],
        "next_steps": [
            {"icon": "search", "text": "Nach „Dudelsack“ suchen", "url": "#", "note": "2 Treffer"},
            {"icon": "map-pin", "text": "Ohne Ort suchen", "url": "#"},
        ],
        "quick": [
            {"url": "tel:+493023125110", "icon": "phone", "text": "Anrufen"},
            {"url": "#", "icon": "mail", "text": "Schreiben"},
            {"url": "#", "icon": "map-pin", "text": "Hinkommen"},
        ],
        "empty_actions": [("Alle Angebote", "/angebote/"), ("Einrichtungen", "/einrichtungen/")],
        "card_links": [("Konzept", "#"), ("Ansprechpersonen", "#")],
    }
