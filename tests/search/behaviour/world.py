"""A small education landscape, invented, with what makes searching hard: compounds, umlauts, places in names, ages, prices, other languages."""

from directory.models import Actor, ActorKind, Area, Offer, OfferText, Postcode, TargetGroup, Topic
from directory.vocabularies import write_base_vocabularies
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory

AREAS = [
    ("seenland", "Landkreis Seenland", "kreis", None),
    ("lindenau", "Lindenau", "gemeinde", "seenland"),
    ("altlindenau", "Altlindenau", "ortsteil", "lindenau"),
    ("buch", "Buch", "ortsteil", "lindenau"),
    ("rosenthal", "Rosenthal", "ortsteil", "lindenau"),
    ("waldheim", "Waldheim", "gemeinde", "seenland"),
    ("gruenau", "Grünau", "gemeinde", "seenland"),
    ("fernstadt", "Fernstadt", "kreis", None),
]
POSTCODES = [
    ("01111", "Lindenau", "altlindenau"),
    ("01112", "Lindenau", "buch"),
    ("01222", "Waldheim", "waldheim"),
    ("01333", "Grünau", "gruenau"),
]
CODE_OF = {area: code for code, _place, area in POSTCODES}

ACTORS = [
    ("Musikschule Klangwerk", "musikschule", "altlindenau", {"phone": "+493551234567"}),
    ("Musikschule Grünau", "musikschule", "gruenau", {}),
    ("Kita Marienkäfer", "kita", "altlindenau", {"summary": "Wir singen viel und spielen im Garten."}),
    ("Kita Sonnenschein", "kita", "waldheim", {}),
    ("Kinderladen Wirbelwind", "kita", "buch", {"operator": "Lebenshilfe Seenland"}),
    ("Grundschule am Lindenpark", "grundschule", "altlindenau", {}),
    ("Heinrich-Heine-Gymnasium", "gymnasium", "waldheim", {}),
    ("Carl-Friedrich-Gauß-Gymnasium", "gymnasium", "gruenau", {}),
    ("Volkshochschule Seenland", "vhs", "altlindenau", {}),
    ("Stadtbibliothek Lindenau", "bibliothek", "altlindenau", {}),
    ("Jugendzentrum Die Brücke", "jugendzentrum", "waldheim", {"other_names": "JFE Brücke"}),
    ("Jugendclub Grünauer Straße", "jugendzentrum", "buch", {}),
    ("Erziehungsberatung Seenland", "beratungsstelle", "altlindenau", {}),
    ("Sportverein Blau-Weiß Waldheim", "sportverein", "waldheim", {}),
    ("Waldmuseum", "museum", "waldheim", {}),
    ("Offener Ganztag am Lindenpark", "ogs", "altlindenau", {}),
    ("Lebenshilfe Seenland", "traeger", "altlindenau", {}),
    ("Kita Papillon", "kita", "gruenau", {"languages": ["de", "fr"]}),
    ("Kita Kiek mal", "kita", "gruenau", {}),
    ("Schule am Deich", "foerderschule", "gruenau", {}),
]

OFFERS = [
    ("Blockflötenunterricht", "Musikschule Klangwerk", {"age_from": 6, "age_to": 10, "topics": ["instrumente"], "price_from": 30}),
    ("Gitarre für Anfänger", "Musikschule Klangwerk", {"age_from": 8, "topics": ["instrumente"], "price_from": 40}),
    ("Gitarre einfach ausprobieren", "Musikschule Grünau", {"age_from": 6, "age_to": 12, "topics": ["instrumente"], "is_free": True}),
    ("Musikgarten", "Musikschule Klangwerk", {"age_from": 1, "age_to": 3, "topics": ["musikalische-frueherziehung"]}),
    ("Kinderchor", "Musikschule Grünau", {"age_from": 6, "age_to": 10, "topics": ["singen"], "is_free": True}),
    ("Schwimmen für Kinder", "Sportverein Blau-Weiß Waldheim", {"age_from": 5, "age_to": 10, "topics": ["sport"]}),
    ("Aquafitness 60 plus", "Sportverein Blau-Weiß Waldheim", {"groups": ["senioren"], "topics": ["sport"]}),
    ("Fußballtraining", "Sportverein Blau-Weiß Waldheim", {"age_from": 7, "age_to": 14, "topics": ["sport"]}),
    ("Käfer bestimmen", "Waldmuseum", {"topics": ["natur-und-umwelt"], "age_from": 8, "age_to": 99}),
    ("Feriencamp im Wald", "Waldmuseum", {"topics": ["ganztag-und-ferien"], "age_from": 8, "age_to": 12, "accepts_education_package": True}),
    ("Deutschkurs A1", "Volkshochschule Seenland", {"topics": ["deutsch-lernen"], "groups": ["zugewanderte"], "is_free": True}),
    ("Englisch für Seniorinnen und Senioren", "Volkshochschule Seenland", {"topics": ["fremdsprachen"], "groups": ["senioren"]}),
    ("Finanzbuchhaltung Grundlagen", "Volkshochschule Seenland", {"topics": ["beruf"], "groups": ["erwachsene"]}),
    ("Häkeln und Stricken", "Volkshochschule Seenland", {"topics": ["gestalten"], "groups": ["erwachsene"]}),
    ("Yoga am Morgen", "Volkshochschule Seenland", {"topics": ["gesundheit"], "groups": ["erwachsene"]}),
    ("Erste Hilfe am Kind", "Volkshochschule Seenland", {"topics": ["gesundheit"], "groups": ["eltern"]}),
    ("Vorlesestunde", "Stadtbibliothek Lindenau", {"topics": ["lesen-und-sprache"], "age_from": 4, "age_to": 6, "is_free": True}),
    ("Hausaufgabenhilfe", "Jugendzentrum Die Brücke", {"topics": ["beratung"], "age_from": 10, "age_to": 16, "is_free": True}),
    ("Robotik-Werkstatt", "Jugendzentrum Die Brücke", {"topics": ["computer"], "age_from": 11, "age_to": 15}),
    ("Krabbelgruppe Zwergentreff", "Kinderladen Wirbelwind", {"groups": ["babys"], "age_from": 0, "age_to": 2}),
    ("Töpfern für alle", "Jugendclub Grünauer Straße", {"topics": ["gestalten"], "groups": ["familien"]}),
    ("Französisch A1", "Volkshochschule Seenland", {"topics": ["fremdsprachen"]}),
    ("Tanzen am Abend", "Volkshochschule Seenland", {}),
    ("Breakdance im Keller", "Jugendzentrum Die Brücke", {}),
    ("Malen im Park", "Volkshochschule Seenland", {"groups": ["erwachsene"]}),
    ("Starke Stimmen", "Erziehungsberatung Seenland", {"summary": "Hilfe und Beratung für Frauen."}),
    ("Zeichnen nach der Natur", "Volkshochschule Seenland", {"summary": "Wir hören dabei manchmal eine Flöte.", "groups": ["erwachsene"]}),
]  # fmt: skip


def build():
    write_base_vocabularies()
    areas = {}
    for slug, name, level, parent in AREAS:
        areas[slug] = AreaFactory(slug=slug, name=name, level=level, parent=areas[parent] if parent else None)
    areas = {area.slug: area for area in Area.objects.all()}  # nodes are sorted by name: earlier ones have moved
    towns = {slug: areas[parent].name if level == "ortsteil" else name for slug, name, level, parent in AREAS}
    for code, place, area in POSTCODES:
        Postcode.objects.create(code=code, place=place, lat=51.0, lon=13.0, area=areas[area])
    kinds, places = ActorKind.objects.by_slug(), {}
    for name, kind, area, fields in sorted(ACTORS, key=lambda row: "operator" in row[3]):
        operator = {"operator": Actor.objects.get(name=fields["operator"])} if "operator" in fields else {}
        actor = ActorFactory(name=name, slug="", kind=kinds[kind], **fields | operator)
        places[name] = LocationFactory(
            actor=actor, area=areas[area], municipality=towns[area], postcode=CODE_OF[area], street=f"Hauptstraße {len(places)}"
        )
    topics, groups = Topic.objects.by_slug(), TargetGroup.objects.by_slug()
    for name, actor, fields in OFFERS:
        plain = {field: value for field, value in fields.items() if field not in ("topics", "groups")}
        offer = OfferFactory(name=name, slug="", actor=places[actor].actor, **plain)
        offer.locations.set([places[actor]])
        offer.topics.set([topics[slug] for slug in fields.get("topics", ())])
        offer.target_groups.set([groups[slug] for slug in fields.get("groups", ())])
        offer.save()
    OfferText.objects.create(offer=Offer.objects.get(name="Häkeln und Stricken"), language="en", name="Crochet and knitting")
