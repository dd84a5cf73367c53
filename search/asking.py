"""Words that say little: how people ask, not what for. Compared folded."""

from .analysis import STOP_WORDS, fold

ASKING = {
    fold(word)
    for word in """
    als alle alles an andere auf auch bekomme bekommen besuchen bieten bietet brauche brauchen braucht dann dafür darf dort dürfen etwas finde finden findet
    fürs gehen geht gern gerne gut hallo hätte helfen hier hin ihre ihren irgendwo jemand jetzt können könnte lernt mache machen macht man manche möchte
    möchten möglich müssen muss nahe nähe nächste nächsten neu neue sollte soll sowie suche suchen sucht tun unterstützt viel viele was welchem welchen
    wenn wer werden wessen wieso wie will wohin wollen wollte würde zeig zeige zwischen
    ich du wir ihr mein dein sein unser euer meines deiner seine ihrer eure bitte danke
    any anybody can could do does find get give have i looking me need near our please some something someone teach teaches that there this what when which
    who would you your want
    nerede nasıl için ve bir var mı ile olan istiyorum arıyorum
    le la les de du des un une pour et à dans où est je mon ma mes avec chercher cherche comment
    el los las para con en donde dónde hay busco como mi por del una il gli per dove cerco dla gdzie jak szukam jest
    в на для и с у о по где как есть мой моего моей ищу хочу нужен нужна нужно мне й з із та де як є шукаю хочу потрібен потрібна мені
    في من على الى إلى مع اين أين كيف عن اريد أريد ابحث أبحث
    """.split()  # noqa: SIM905
} | {fold(word) for word in STOP_WORDS}

WEAK = {
    fold(word)
    for word in """
    aktivität aktivitäten angebot angebote anmeldung bereich bieten einrichtung einrichtungen gruppe gruppen information informationen infos institution
    kurs kurse kursangebot lernen lehren lehrgang möglichkeit möglichkeiten programm projekt projekte schulung seminar seminare stunde stunden teilnehmen
    thema training unterricht veranstaltung veranstaltungen verein vereine workshop workshops besuch anfänger anfängerin grundlagen einführung
    beginner beginners class classes course courses learn learning lesson lessons offer offers activity activities group kurslar kurs kursu
    """.split()  # noqa: SIM905
}
"""Kinds of anything: they count little beside a word that says what of."""

AMBIGUOUS_PLACES = {
    fold(word)
    for word in """
    au berg börde buch dorf essen feld forst garten hafen halle hamm harz heide hof insel kehl kern kirchen lage leer linden lippe mark markt mitte
    moor norden osten park plan regen roth see senden singen stade süden siegen stein strand tal teich thale wald weiden welle werder westen wiesen wolken worms
    """.split()  # noqa: SIM905
}
"""Names of places that are words as well: read as both, and only where something is."""
