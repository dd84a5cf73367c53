import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from search.engines import get_engine, parse_search_url
from search.engines.address import Address, parse_address


def test_an_address_names_hosts_prefix_password_and_options(tmp_path):
    certificate = tmp_path / "ca.pem"
    certificate.touch()

    found = parse_search_url(f"https://portal:p%40ss@es1:9200,es2:9201/bildung-1?ca_certs={certificate}&timeout=0.5&shards=2&replicas=1")

    assert found == Address(
        hosts=("https://es1:9200", "https://es2:9201"),
        prefix="bildung-1",
        user="portal",
        password="p@ss",
        ca_certs=str(certificate),
        timeout=0.5,
        shards=2,
        replicas=1,
    )


def test_a_key_may_stand_in_the_place_of_a_password():
    assert parse_address("https://es1:9200/portal?api_key=abc%3D%3D").api_key == "abc=="


def test_an_address_shows_no_password():
    assert str(parse_address("https://portal:secret@es1:9200,es2:9200/portal")) == "https://es1:9200, https://es2:9200/portal"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://es1:9200", "needs a prefix"),
        ("https://es1:9200/Portal", "small letters"),
        ("https://es1:9200/a/b", "small letters"),
        ("https://es1/portal", "name and a port for each host, “es1” has not both"),
        ("https://es1:9200,es2/portal", "“es2” has not both"),
        ("https://:9200/portal", "“:9200” has not both"),
        ("https://es1:99999/portal", "“es1:99999” has not both"),
        ("https://portal@es1:9200/portal", "user and password before the @"),
        ("https://portal:x@es1:9200/portal?api_key=y", "not both"),
        ("https://es1:9200/portal?ca_certs=/nowhere.pem", "no such file"),
        ("http://es1:9200/portal?ca_certs=/etc/hostname", "only https"),
        ("https://es1:9200/portal?verify=no", "unknown option “verify”. Known: api_key, ca_certs, replicas, shards, timeout"),
        ("https://es1:9200/portal?timeout=soon", "timeout is a number from 0.1 to 60.0, not “soon”"),
        ("https://es1:9200/portal?shards=0", "shards is a number from 1 to 100"),
        ("https://u:p#x@es1:9200/portal", "small letters|“#”"),
    ],
)
def test_a_wrong_address_says_what_is_wrong(url, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        parse_search_url(url)


def test_a_wrong_address_stops_the_start(settings):
    settings.SEARCH_URL = "https://es1/portal"
    get_engine.cache_clear()

    with pytest.raises(Exception, match=r"search\.E001"):
        call_command("check")
