"""The built files and the sources: sizes, one sprite, nothing from elsewhere, nothing inline."""

import gzip
import json
import re

import pytest
from django.conf import settings

from tests.factories import UserFactory

FRONTEND = settings.BASE_DIR / "frontend"
DIST = FRONTEND / "dist"
TEMPLATES = [
    file
    for file in (settings.BASE_DIR / "templates").rglob("*.html")
    if not {"wagtailadmin", "admin", "mails", "mailing"}
    & set(file.relative_to(settings.BASE_DIR).parts)  # mails are no pages: their styles stand inline
]


def packed(file):
    return len(gzip.compress(file.read_bytes(), 9))


def test_style_and_script_stay_in_their_budget():
    assert packed(DIST / "portal.css") + packed(DIST / "portal.js") <= 60_000


@pytest.mark.django_db
def test_even_the_page_with_every_component_stays_under_100_kb(client):
    client.force_login(UserFactory(is_superuser=True))

    html = gzip.compress(client.get("/stil/").content, 9)

    assert len(html) + packed(DIST / "portal.css") + packed(DIST / "portal.js") <= 100_000


def test_fonts_stay_in_their_budget():
    fonts = list((DIST / "fonts").glob("*.woff2"))

    assert len(fonts) == 3
    assert sum(font.stat().st_size for font in fonts) <= 80_000


def test_the_sprite_holds_every_icon_that_is_listed():
    listed = {line for line in (FRONTEND / "icons.txt").read_text().splitlines() if line and not line.startswith("#")}

    assert set(re.findall(r'<symbol id="i-([^"]+)"', (DIST / "icons.svg").read_text())) == listed


def test_every_icon_that_templates_name_is_listed():
    listed = set((FRONTEND / "icons.txt").read_text().splitlines())
    used = {
        (file.name, name)
        for file in TEMPLATES
        for name in re.findall(r"""\bicon(?:_url)? ["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""", file.read_text())
        for name in name
        if name
    }

    assert {(file, name) for file, name in used if name not in listed} == set()


def test_the_lock_file_has_hashes_and_no_registry_address():
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]

    assert packages
    assert [package for package in packages if "resolved" in package] == []
    assert [package for package in packages if not package.get("integrity", "").startswith("sha512-")] == []


def test_packages_are_pinned_to_exact_versions():
    package = json.loads((FRONTEND / "package.json").read_text())

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in (package["dependencies"] | package["devDependencies"]).values())


def test_the_style_sheet_asks_nobody_else():
    addresses = re.findall(r"url\(([^)]*)\)", (DIST / "portal.css").read_text())

    assert [address for address in addresses if re.match(r"[\"']?(https?:)?//", address)] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(settings.BASE_DIR / "templates")))
def test_templates_have_nothing_inline_that_the_policy_forbids(file):
    source = re.sub(r"{%.*?%}", "", file.read_text())

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", source) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", source) if "src=" not in tag and "json" not in tag] == []
