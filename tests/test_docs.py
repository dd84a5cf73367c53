from django.apps import apps
from django.conf import settings


def test_glossary_names_every_model():
    glossary = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    models = [model.__name__ for model in apps.get_models() if model.__module__.split(".")[0] in {"portal", "directory", "search"}]

    assert [name for name in models if f"`{name}`" not in glossary] == []
