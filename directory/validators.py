from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .enums import LANGUAGES


def validate_languages(codes):
    """A list of language codes out of `LANGUAGES`, each once."""
    if not isinstance(codes, list) or not all(code in LANGUAGES for code in codes) or len(set(codes)) != len(codes):
        raise ValidationError(_("Please choose languages from the list."))
