import re

import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from network import figures
from tests.servers.elasticsearch import REAL, VERSION


def test_glossary_names_every_model():
    glossary = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    rooms = {"portal", "directory", "upkeep", "events", "network", "search"}
    models = [model.__name__ for model in apps.get_models() if model.__module__.split(".")[0] in rooms]

    assert [name for name in models if f"`{name}`" not in glossary] == []


def test_operations_name_every_variable_that_the_settings_read():
    operations = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    read = "".join(path.read_text() for path in (settings.BASE_DIR / "portal" / "settings").glob("*.py"))
    only_for_tests = {"TEST_DATABASE_TEMPLATE", "DEBUG"}

    names = (
        set(re.findall(r'env(?:\.\w+)?\("([A-Z_]+)"', read)) | set(re.findall(r'^    "([A-Z_]+)": "', read, re.MULTILINE)) - only_for_tests
    )

    assert len(names) > 20
    assert sorted(name for name in names - only_for_tests if f"`{name}`" not in operations) == []


def test_what_deploys_sets_only_variables_that_are_read():
    operations = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    example = (settings.BASE_DIR / "deploy" / "portal.env.example").read_text()
    compose = (settings.BASE_DIR / "compose.yaml").read_text()

    named = set(re.findall(r"^(?:# )?([A-Z_]{3,})=", example, re.MULTILINE)) | set(re.findall(r"\$\{([A-Z_]+)", compose))

    assert sorted(name for name in named - {"ELASTIC_HEAP"} if f"`{name}`" not in operations) == []


def test_units_and_containers_start_commands_that_exist():
    texts = [path.read_text() for path in [*(settings.BASE_DIR / "deploy" / "systemd").iterdir(), settings.BASE_DIR / "compose.yaml"]]
    texts.append((settings.BASE_DIR / "Dockerfile").read_text().replace('", "', " "))

    started = {name for text in texts for name in re.findall(r"manage\.py (\w+)", text)}

    assert {"web", "worker", "migrate", "backup"} <= started <= set(get_commands())


def test_compose_names_services_volumes_files_and_variables_that_exist():
    compose = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text())
    services = compose["services"]
    operations = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = {name: service for name, service in services.items() if "build" in service}
    waits = {other: wait["condition"] for service in services.values() for other, wait in service.get("depends_on", {}).items()}
    mounted = {volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    hosts = {re.search(r"@?(\w+)[:/]\w*", url.partition("@")[2])[1] for url in ours["portal"]["environment"].values() if "@" in url}

    assert (set(services), set(ours)) == ({"portal", "worker", "prepare", "database", "search", "cache"}, {"portal", "worker", "prepare"})
    assert [name for service in ours.values() for name in service["environment"] if f"`{name}`" not in operations] == []
    assert hosts == {"database", "search"} <= set(services)
    assert waits == {"prepare": "service_completed_successfully", "database": "service_healthy"}
    assert "healthcheck" in services["database"]
    assert mounted == set(compose["volumes"])
    assert (settings.BASE_DIR / services["portal"]["healthcheck"]["test"][-1]).is_file()
    assert (settings.BASE_DIR / "Dockerfile").is_file()
    assert services["search"]["image"] == f"elasticsearch:{VERSION}"
    assert services["search"]["environment"]["ES_JAVA_OPTS"].replace("${ELASTIC_HEAP:-1g}", "1g") == REAL


def test_key_figures_are_listed_with_their_units():
    page = (settings.BASE_DIR / "docs" / "key-figures.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `(\w+)` \| ([\w% ]+) \|", page, re.MULTILINE)

    assert listed == [(name, meaning.unit or "number") for name, meaning in figures.NAMES.items()]
