"""Registers the search's screens in the admin; what they are stands in `viewsets.py`."""

from wagtail.snippets.models import register_snippet

from .viewsets import SearchGroup

register_snippet(SearchGroup)
