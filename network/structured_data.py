"""A schema.org description of a cooperation (JSON-LD). Only what everybody may read: search machines keep it."""

from directory.richtext import without_mails


def cooperation_data(profile, origin):
    """`origin`: “https://portal.example”."""
    cooperation = profile.cooperation
    url = origin + cooperation.get_absolute_url()
    return {
        "@type": "Project",
        "@id": f"{url}#project",
        "name": cooperation.name,
        "url": url,
        **({"description": without_mails(cooperation.summary)} if cooperation.summary else {}),
        **({"foundingDate": cooperation.starts_on.isoformat()} if cooperation.starts_on else {}),
        **({"dissolutionDate": cooperation.ends_on.isoformat()} if cooperation.ends_on else {}),
        "member": [{"@type": "Organization", "name": partner.name, "url": origin + partner.url} for partner in profile.named],
        **({"areaServed": [area.name for area in profile.areas]} if profile.areas else {}),
        **({"knowsAbout": [topic.name for topic in cooperation.topics.all()]} if cooperation.topics.all() else {}),
    }
