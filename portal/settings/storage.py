"""Where uploaded files lie when not on this machine: `STORAGE_URL`."""

from urllib.parse import ParseResult, parse_qsl, unquote

from django.core.exceptions import ImproperlyConfigured


def s3_storage(url: ParseResult) -> tuple[str, dict]:
    """(address that browsers fetch files from, value for `STORAGES`) of s3://key:secret@endpoint/bucket?region=eu-central-1. Raises `ImproperlyConfigured`."""
    if url.scheme not in ("s3", "s3+http") or not (url.hostname and url.username and url.password and url.path.strip("/")):
        raise ImproperlyConfigured(
            f"STORAGE_URL begins with “{url.scheme}://” or lacks a part; it has the form s3://key:secret@endpoint/bucket (key and secret URL-encoded)."
        )
    origin = f"{'https' if url.scheme == 's3' else 'http'}://{url.hostname}" + (f":{url.port}" if url.port else "")
    return origin, {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(url.username),
            "secret_key": unquote(url.password),
            "endpoint_url": origin,
            "bucket_name": url.path.strip("/"),
            "region_name": dict(parse_qsl(url.query)).get("region", "us-east-1"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "file_overwrite": False,  # else a second “logo.png” takes the place of the first
            "querystring_expire": 24 * 60 * 60,  # the bucket stays private, addresses are signed
        },
    }
