"""German names, places and running text by the thousand, the same for the same dice. All persons and houses are invented."""

from itertools import accumulate

STEMS = """Linden Buchen Eichen Birken Erlen Eschen Weiden Tannen Stein Sand Lehm Moor Heide Wald Wiesen Bach Quell Mühl Brück Turm Berg Tal Hirsch
Reh Fuchs Kranich Storch Falken Adler Rosen Korn Roggen Weizen Hopfen Wein Salz Silber Eisen Glas Kloster Kirch Pfarr König Grafen Herzog Markt Hof Alt Neu
Ober Unter Nieder Hohen Klein Groß""".split()  # noqa: SIM905
ENDINGS = "dorf heim hausen bach feld walde berg burg stedt leben rode furt kirchen brunn au ow itz in".split()  # noqa: SIM905
STREETS = "straße weg allee gasse ring ufer platz damm steig".split()  # noqa: SIM905
FIRST = """Anna Bertha Clara Dora Emma Frieda Greta Hanna Ida Johanna Käthe Luise Martha Nelly Ottilie Paula Rosa Selma Theres Wilma Adam Bruno Carl
Emil Franz Georg Hans Ignaz Jakob Konrad Ludwig Moritz Otto Peter Richard Simon Thomas Ulrich Viktor Walter""".split()  # noqa: SIM905
LAST = """Ahlsen Brandt Czerny Dörr Ehlers Fährmann Gärtner Hölzel Immermann Jäckel Köster Löwe Möller Nüßlein Oertel Pfeifer Quast Röhr Sümmer Töpfer
Uhland Vögele Wächter Xanter Yorck Zöllner Bäumer Fröhlich Grünwald Hübner Krämer Lüders Mühlbauer Schäfer Schröter Weiß""".split()  # noqa: SIM905
HOUSES = """Sonnenschein Regenbogen Wirbelwind Sternschnuppe Pusteblume Kunterbunt Löwenzahn Schatzinsel Spatzennest Zwergenland Villa Klangwerk Kiesel
Leuchtturm Uferhaus Brückenhaus Werkhof Kulturmühle Schmiede Bahnhof Alte-Post Kesselhaus Wasserturm Gartenhaus Treffpunkt Lernraum Farbtopf""".split()  # noqa: SIM905
ACTIVITIES = """Blockflöten Gitarren Klavier Geigen Trommel Chor Gesangs Tanz Ballett Theater Mal Zeichen Töpfer Holz Näh Druck Foto Film Radio Zirkus
Schwimm Kletter Yoga Turn Fußball Judo Schach Roboter Computer Programmier Experimentier Natur Garten Wald Imker Koch Back Sprach Deutsch Englisch Türkisch Lese
Schreib Vorlese Erzähl Rechen Nachhilfe Eltern Familien Senioren Krabbel Spiel Ferien Umwelt Demokratie Medien Erste-Hilfe Fahrrad""".split()  # noqa: SIM905
SHAPES = "kurs werkstatt gruppe unterricht treff projekt AG club schule stunde labor café".split()  # noqa: SIM905
ADJECTIVES = """offenes gemeinsames kostenloses regelmäßiges neues kleines großes mehrsprachiges inklusives lebendiges ruhiges kreatives
sportliches musikalisches""".split()  # noqa: SIM905
PEOPLE = """Kinder Jugendliche Familien Eltern Großeltern Erwachsene Anfängerinnen Fortgeschrittene Geschwister Schulklassen Nachbarn Fachkräfte Ehrenamtliche
Zugewanderte Menschen-mit-Behinderung Alleinerziehende Auszubildende Studierende""".split()  # noqa: SIM905
THINGS = """Instrumente Bücher Farben Werkzeuge Spiele Lieder Geschichten Bewegung Sprache Natur Technik Experimente Noten Bühnen Kostüme Räume Geräte
Ausflüge Feste Aufführungen Ausstellungen Gespräche Beratung Förderung Betreuung Mittagessen Hausaufgaben Zeugnisse Prüfungen Zertifikate Bewerbungen""".split()  # noqa: SIM905
VERBS = """lernen üben entdecken gestalten ausprobieren erforschen vorbereiten aufführen begleiten fördern besprechen
vertiefen bauen feiern""".split()  # noqa: SIM905
SENTENCES = [
    "Wir bieten {people} ein {adjective} Angebot rund um {thing} und {thing2}.",
    "Hier können {people} {thing} {verb} und dabei {thing2} {verb2}.",
    "In {place} treffen sich {people}, um {thing} zu {verb}.",
    "Vorkenntnisse sind nicht nötig, {thing} werden gestellt.",
    "Unsere {activity}gruppe freut sich auf {people} aus {place} und Umgebung.",
    "Zweimal im Jahr zeigen die {people} bei einer Aufführung, was sie gelernt haben.",
    "Die Teilnahme am {activity}projekt ist mit dem Bildungspaket möglich.",
    "Gemeinsam mit der Schule in {place} fördern wir {people} beim {verb}.",
    "Seit vielen Jahren gehört {thing} zu unserem Alltag, ebenso wie {thing2}.",
    "Nach dem Unterricht gibt es {thing}, {thing2} und Zeit zum {verb}.",
    "Bei schönem Wetter sind wir mit den {people} draußen im {stem}park.",
    "Bitte melden Sie sich vorher an, die Zahl der Plätze im {activity}raum ist begrenzt.",
]


class Zipf:
    """Draws from a list where the first are much more frequent than the last, as words are."""

    def __init__(self, dice, values):
        self.dice, self.values = dice, list(values)
        self.weights = list(accumulate(1 / place**0.8 for place in range(1, len(self.values) + 1)))

    def __call__(self):
        return self.dice.choices(self.values, cum_weights=self.weights)[0]


class Words:
    def __init__(self, dice):
        self.dice = dice
        self.people, self.thing, self.activity, self.verb = (Zipf(dice, values) for values in (PEOPLE, THINGS, ACTIVITIES, VERBS))

    def place(self):
        stem, ending = self.dice.choice(STEMS), self.dice.choice(ENDINGS)
        return f"{stem}{ending}"

    def person(self):
        return f"{self.dice.choice(FIRST)}-{self.dice.choice(LAST)}"

    def house(self, kind, place):
        """“Musikschule Clara-Dörr”, “Kita Pusteblume Steinbach”."""
        return self.dice.choice(
            [
                f"{kind} {self.dice.choice(HOUSES)} {place}",
                f"{self.person()}-{kind}",
                f"{kind} {place}",
                f"{kind} am {self.dice.choice(STEMS)}{self.dice.choice(STREETS)}",
                f"{kind} {self.dice.choice(HOUSES)} e. V.",
            ]
        )

    def offer(self):
        activity, shape = self.activity(), self.dice.choice(SHAPES)
        name = f"{activity}-{shape}" if shape == "AG" else f"{activity}{shape}"
        return self.dice.choice([name, f"{name} für {self.people()}", f"{name}: {self.thing()} {self.verb()}"])

    def street(self):
        return f"{self.dice.choice(STEMS)}{self.dice.choice(STREETS)} {self.dice.randrange(1, 180)}"

    def sentences(self, number, place):
        return " ".join(
            self.dice.choice(SENTENCES).format(
                people=self.people(), adjective=self.dice.choice(ADJECTIVES), thing=self.thing(), thing2=self.thing(), verb=self.verb(),
                verb2=self.verb(), place=place, activity=self.activity(), stem=self.dice.choice(STEMS),
            )
            for _ in range(number)
        )  # fmt: skip

    def asked(self):
        """What somebody types: one to three words, some cut, some misspelled."""
        dice = self.dice
        words = [
            dice.choice([self.activity().lower(), f"{self.activity()}kurs", self.thing(), self.people(), self.place(), dice.choice(LAST), dice.choice(HOUSES)])
            for _ in range(dice.choice([1, 1, 2, 2, 3]))
        ]  # fmt: skip
        if dice.random() < 0.1:
            word = words[-1]
            cut = dice.randrange(2, max(3, len(word)))
            words[-1] = word[: cut - 1] + word[cut:] if dice.random() < 0.5 else word[:cut]
        return " ".join(words)
