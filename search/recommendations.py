"""What the office has chosen to come first for some searches (“Empfohlene Treffer”)."""

from datetime import date

from . import known


def recommended(text, today: date, known_now: known.Known) -> tuple[str, ...]:
    """Keys of documents, in the office's order. Whatever isn't public is not in the index, so it isn't found."""
    chosen = known_now.recommendations.get(known.meant_by(text), ())
    fitting = (one.key for one in chosen if (one.starts_on or today) <= today <= (one.ends_on or today))
    return tuple(dict.fromkeys(fitting))
