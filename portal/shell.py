"""The frame round a page: what is the same on all of them (`portal.frame`), and what this one adds to it. Read by `templates/base.html` as `shell`.

Costs no query but the one that asks whether something has changed, and on a page one for its translations; a test holds the number.
It is lazy: a page that does not extend base.html pays nothing.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info

from .addresses import address, german_address
from .frame import PLAIN_LANGUAGE, frame_of, open_pages


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool
    same: bool = True
    """Whether the address is this page in that language, and not only its home page."""


def _of_frame(name):
    return property(lambda shell: getattr(shell.frame, name))


class Shell:
    """Everything of `Frame` in the reader's language, and the request's own."""

    site, settings, brand, logo = _of_frame("site"), _of_frame("settings"), _of_frame("brand"), _of_frame("logo")
    name, wordmark, full_name, description = _of_frame("name"), _of_frame("wordmark"), _of_frame("full_name"), _of_frame("description")
    home, intros = _of_frame("home"), _of_frame("intros")
    """`shell.intros.angebote`: what the office has written under the heading of a list, in the reader's language."""
    legal, tools, contact, footer_columns = _of_frame("legal"), _of_frame("tools"), _of_frame("contact"), _of_frame("footer_columns")

    def __init__(self, request):
        self.request = request
        self.language = get_language() or settings.LANGUAGE_CODE

    @cached_property
    def frame(self):
        return frame_of(self.request, self.language)

    @cached_property
    def card_url(self):
        """The whole address of the picture that goes with a shared link."""
        url = self.frame.card_url
        return url if url.startswith("http") else self.origin + url

    @cached_property
    def notice(self):
        """The banner over all pages, while it is due."""
        return self.settings.notice(timezone.localdate(), self.language)

    @cached_property
    def origin(self):
        return self.request.build_absolute_uri("/").rstrip("/")

    @cached_property
    def canonical_url(self):
        """Without the query: filters and page numbers are views of the same thing. A template that thinks otherwise overrides the block."""
        return self.origin + self.request.path

    @cached_property
    def navigation(self):
        return [replace(link, current=current) if (current := self._current(link.url)) else link for link in self.frame.navigation]

    @cached_property
    def here(self):
        """Which entries of the menu are marked, as text: what a kept menu depends on."""
        return "|".join([link.current for link in self.navigation])

    def _current(self, url):
        here = self.request.path
        return "page" if here == url else "true" if here.startswith(url) else ""

    # --- Languages -------------------------------------------------------------------------------------------------

    @property
    def language_name(self):
        return capfirst(get_language_info(self.language)["name_local"])

    def languages(self, page=None, plain=False, lost=False):
        """Where to read on in other languages: the same page, else the home page of that language (`same` tells which).

        `plain`: a plain Django address has its texts in plain language too. `lost`: there is nothing at this address in any language.
        """
        if page is not None and getattr(page, "translation_key", None) and page.pk:
            home = self.site.root_page.translation_key if self.site else page.translation_key
            found = open_pages().filter(translation_key__in={page.translation_key, home}).select_related("locale")
            versions = {(version.translation_key == page.translation_key, version.locale.language_code): version for version in found}
            urls, same = {}, set()
            for code, _name in settings.LANGUAGES:
                if version := versions.get((True, code)) or versions.get((False, code)):
                    urls[code] = version.get_url(self.request)
                    same |= {code} if (True, code) in versions else set()
        else:
            path = "/" if lost else german_address(self.request.path)
            offered = [code for code, _name in settings.LANGUAGES if code != PLAIN_LANGUAGE or plain or self.language == PLAIN_LANGUAGE]
            urls = {code: address(path, code) for code in offered}
            same = set() if lost else set(urls)
        return [
            LanguageLink(code, capfirst(get_language_info(code)["name_local"]), urls[code], code == self.language, code in same)
            for code, _name in settings.LANGUAGES
            if urls.get(code)
        ]

    # --- The person ------------------------------------------------------------------------------------------------

    @cached_property
    def sign_in_url(self):
        return f"{reverse('account_login')}?next={quote(self.request.get_full_path())}"

    @cached_property
    def may_enter_admin(self):
        return self.request.user.has_perm("wagtailadmin.access_admin")
