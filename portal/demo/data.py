"""What the data files hold, and one hash of it all."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE / "data"
FILES = HERE / "files"


@cache
def read(name):
    """The content of data/<name>.toml."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def actors():
    return [actor for file in sorted(DATA.glob("actors/*.toml")) for actor in read(f"actors/{file.stem}")["actors"]]


@cache
def offers():
    return [offer for file in sorted(DATA.glob("offers/*.toml")) for offer in read(f"offers/{file.stem}")["offers"]]


@cache
def fingerprint():
    """Changes when a data file or picture changes; hex, 64 characters."""
    digest = hashlib.sha256()
    for file in sorted([*DATA.rglob("*.toml"), *FILES.glob("*")]):
        digest.update(str(file.relative_to(HERE)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
