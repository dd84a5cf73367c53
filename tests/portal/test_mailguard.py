import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import mailguard

ADDRESS = "hallo@klangwerk.example"


@given(st.emails())
def test_unmask_is_the_way_back_from_mask(email):
    assert mailguard.unmask(mailguard.mask(email)) == email
    assert "@" not in mailguard.mask(email)


def test_the_link_holds_no_address_as_text():
    html = str(mailguard.link(ADDRESS))

    assert "@" not in html
    assert "klangwerk" not in html
    assert "E-Mail-Adresse anzeigen" in html


@pytest.mark.django_db
def test_the_address_appears_only_after_the_button(client):
    url = mailguard.url(ADDRESS)

    asked = client.get(url)
    shown = client.post(url)

    assert ADDRESS not in asked.content.decode()
    assert f'href="mailto:{ADDRESS}"' in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token", ["x", "AAAA.BBBB", mailguard.mask("fremd@example.org"), mailguard.mask("fremd@example.org") + ".falsch", "%00"]
)
def test_a_link_that_was_not_made_here_shows_nothing(client, token):
    response = client.post(f"/kontakt/mail/{token}/")

    assert response.status_code == 404
    assert "fremd@example.org" not in response.content.decode()
