"""What speaks for a claim: addresses and domains of the institution, compared with the claimant's."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q

from directory.enums import MemberRole
from directory.models import Actor, Membership

FREE_MAIL = frozenset(
    [
        "aol.com",
        "aol.de",
        "arcor.de",
        "email.de",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "kabelmail.de",
        "live.com",
        "live.de",
        "mac.com",
        "mail.de",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "online.de",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "posteo.net",
        "proton.me",
        "protonmail.com",
        "riseup.net",
        "t-online.de",
        "tutanota.com",
        "tutanota.de",
        "unitybox.de",
        "vodafone.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "yandex.ru",
        "ymail.com",
    ]
)
"""Where anybody gets an address."""
HOSTERS = frozenset(
    [
        "blogspot.com",
        "facebook.com",
        "github.io",
        "google.com",
        "instagram.com",
        "jimdo.com",
        "jimdofree.com",
        "jimdosite.com",
        "linkedin.com",
        "linktr.ee",
        "wixsite.com",
        "wordpress.com",
        "youtube.com",
    ]
)
"""Where anybody gets a website."""


@dataclass(frozen=True)
class Evidence:
    """`same_address`: the claimant writes from the published address. `domain`: the one that both have, "" when there is none.

    `shared_with`: how many other institutions have that domain too, those of the same operator not counted. A domain proves only when it is nobody else's.
    """

    same_address: bool
    domain: str
    shared_with: int
    owners: tuple[str, ...]
    """Names of those who are responsible already."""

    @property
    def proves_domain(self):
        return bool(self.domain) and not self.shared_with


def evidence_of(claim) -> Evidence:
    """As things are now; three queries at most."""
    actor, address = claim.actor, claim.email.lower()
    domain = common_domain(address, actor)
    return Evidence(
        same_address=bool(actor.email) and address == actor.email.lower(),
        domain=domain,
        shared_with=_others_with(domain, actor) if domain else 0,
        owners=tuple(str(member.user) for member in owners_of(actor)),
    )


def owners_of(actor):
    """Memberships of those who are responsible and can sign in."""
    return Membership.objects.filter(actor=actor, role=MemberRole.OWNER, user__is_active=True).select_related("user").order_by("pk")


def common_domain(address, actor) -> str:
    """The institution's domain under which `address` lies: “klangwerk.example” for “kim@post.klangwerk.example”. "" for addresses that anybody gets."""
    host = address.rpartition("@")[2].lower()
    if not host or host in FREE_MAIL:
        return ""
    return next((domain for domain in domains_of(actor) if host == domain or host.endswith(f".{domain}")), "")


def domains_of(actor) -> list[str]:
    """Of its mail address and its website, without “www.” and without those of everybody."""
    hosts = [actor.email.rpartition("@")[2].lower(), (urlsplit(actor.website).hostname or "").removeprefix("www.")]
    return list(dict.fromkeys(host for host in hosts if "." in host and host not in FREE_MAIL and not _is_hosted(host)))


def _is_hosted(host):
    return any(host == hoster or host.endswith(f".{hoster}") for hoster in HOSTERS)


def _others_with(domain, actor):
    """Two institutions of one operator may share a domain with it; strangers make it worthless as a proof."""
    family = Q(pk=actor.pk) | Q(operator=actor.pk)
    if actor.operator_id:
        family |= Q(pk=actor.operator_id) | Q(operator=actor.operator_id)
    ends = Q(email__iendswith=f"@{domain}") | Q(email__iendswith=f".{domain}")
    for start in (f"//{domain}", f"//www.{domain}"):
        ends |= Q(website__iendswith=start) | Q(website__icontains=f"{start}/")
    return Actor.objects.filter(ends, archived_at=None).exclude(family).count()
