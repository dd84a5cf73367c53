"""What a browser posts from the forms of the register: valid as they are, changed by keyword."""

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from tests.factories import ActorKindFactory


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def posted(fields):
    """As a browser sends it: rows of formsets flat, several choices under one name."""
    rows = {name: value for name, value in fields.items() if isinstance(value, dict)}
    return {**{name: value for name, value in fields.items() if name not in rows}, **nested_form_data(rows)}


def actor_form(**fields):
    return posted(
        {
            "name": "Musikschule Klangwerk",
            "other_names": "",
            "kind": ActorKindFactory().pk,
            "further_kinds": [],
            "operator": "",
            "summary": "",
            "description": rich_text("<p>Unterricht für alle.</p>"),
            "logo": "",
            "topics": [],
            "target_groups": [],
            "tags": "",
            "languages": [],
            "email": "",
            "phone": "",
            "website": "",
            "contact_person": "",
            "contact_note": "",
            "links": inline_formset([]),
            "texts": inline_formset([]),
            "go_live_at": "",
            "expire_at": "",
            **fields,
        }
    )


def location_form(actor, **fields):
    return posted(
        {
            "actor": actor.pk,
            "name": "",
            "street": "Notenweg 12",
            "postcode": "13187",
            "municipality": "Berlin",
            "transport": "",
            "lat": "",
            "lon": "",
            "area": "",
            "opening_spans": inline_formset([]),
            "opening_exceptions": inline_formset([]),
            "hours_note": "",
            "accessibility_note": "",
            "go_live_at": "",
            "expire_at": "",
            **fields,
        }
    )


def offer_form(actor, **fields):
    return posted(
        {
            "actor": actor.pk,
            "name": "Blockflöte",
            "form": "kurs",
            "summary": "",
            "description": rich_text("<p>Für Anfänger.</p>"),
            "image": "",
            "locations": [],
            "sessions": inline_formset([]),
            "topics": [],
            "target_groups": [],
            "tags": "",
            "languages": [],
            "price_unit": "",
            "texts": inline_formset([]),
            **dict.fromkeys(
                [
                    "starts_on",
                    "ends_on",
                    "session_count",
                    "schedule_note",
                    "valid_until",
                    "age_from",
                    "age_to",
                    "price_from",
                    "price_to",
                    "price_reduced",
                    "price_note",
                    "registration_url",
                    "registration_email",
                    "registration_phone",
                    "registration_note",
                    "places_min",
                    "places_max",
                    "places_free",
                    "go_live_at",
                    "expire_at",
                ],
                "",
            ),
            **fields,
        }
    )
