"""A mail about an entry, answered on a phone without an account and without scripts."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from directory import operations
from directory.freshness import BERLIN
from directory.models import Actor, Offer
from mailing.sending import send_due
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, LocationFactory, OfferFactory
from upkeep.confirmations import planning
from upkeep.confirmations.models import ConfirmationLine
from upkeep.confirmations.working_days import WorkingDays

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page_of_mail():
    """Path of the link in a mail about an institution with three offers."""
    at = timezone.now()
    actor = operations.publish(ActorFactory(name="Musikschule Klangwerk", email="post@klangwerk.example", summary="Unterricht für alle."))
    operations.publish(LocationFactory(actor=actor))
    for name in ("Kinderchor", "Bläserklasse", "Bandprobe für Einsteigerinnen und Einsteiger"):
        operations.publish(OfferFactory(name=name, actor=actor))
    for model in (Actor, Offer):
        model.objects.update(confirmed_at=at - dt.timedelta(days=3000))
    planning.ask(at, at.astimezone(BERLIN).date(), WorkingDays())
    send_due()
    return re.search(r"http://[^/\s]+(/stimmt-noch/\S+)", mail.outbox[-1].body)[1]


def test_a_mail_is_answered_on_a_phone_without_an_account_or_scripts(open_page, page_of_mail):
    page = open_page(width=390, script=False)
    page.goto(page_of_mail)
    assert overflow(page) == 0

    choir = page.locator("li", has_text="Kinderchor").last
    choir.get_by_text("Gibt es nicht mehr").click()
    choir.get_by_role("textbox").fill("seit dem Sommer")
    choir.get_by_role("button", name="Der Redaktion melden").click()
    expect(page.get_by_text("Die Redaktion entscheidet.").first).to_be_visible()
    page.get_by_role("button", name="Alle 3 stimmen").click()

    expect(page.get_by_text("Alles ist beantwortet")).to_be_visible()
    assert sorted(ConfirmationLine.objects.values_list("reply", flat=True)) == ["gibt-es-nicht", "stimmt", "stimmt", "stimmt"]


def test_the_page_is_fit_for_everybody(open_page, page_of_mail):
    page = open_page(width=390)
    page.goto(page_of_mail)

    assert (violations(page), overflow(page)) == ([], 0)
    page.get_by_role("link", name="Musikschule Klangwerk ändern").click()
    expect(page.get_by_role("button", name="Änderung senden")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], 0)
