"""A real Chromium. `page` collects what must never happen: console errors, script errors, requests to somebody else."""

import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

PATIENCE = 60_000  # ms; a busy machine is no fault of a page
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
"""The first is the same browser without windows, which needs less CPU time."""
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
MAPS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PLAIN = [*MAPS, "--disable-gpu-compositing", "--disable-gpu-rasterization"]
"""Only maps need a graphics card, here one in software: to draw all other pages with it made a test take a third more CPU time."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """`chromium(draws_maps)`: a browser, started once."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE / 2)
    started = {}
    with sync_playwright() as playwright:

        def browser(draws_maps):
            if draws_maps not in started:
                started[draws_maps] = playwright.chromium.launch(executable_path=CHROMIUM, args=MAPS if draws_maps else PLAIN)
            return started[draws_maps]

        yield browser
        for each in started.values():
            each.close()


@pytest.fixture
def open_page(chromium, live_server, request):
    """`open_page(width=390, dark=True, client=client)`: a page of a new window; at the end nothing may have gone wrong in it.

    `hosts` are those besides the portal that the page may ask.
    """
    contexts, wrong = [], []

    def open_one(width=1280, height=900, dark=False, client=None, script=True, scheme=None, hosts=()):
        context = chromium(request.node.get_closest_marker("draws_maps") is not None).new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            base_url=live_server.url,
            java_script_enabled=script,
            locale="de-DE",
            **(scheme or {}),
        )
        contexts.append(context)
        if client:
            context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()])
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        own = {urlsplit(live_server.url).netloc, *hosts}
        page.on("request", lambda request: wrong.append(f"foreign request: {request.url}") if _foreign(request.url, own) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def _foreign(url, own):
    return urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc not in own
