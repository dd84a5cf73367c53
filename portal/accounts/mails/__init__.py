"""Mails about accounts: codes, links and what has changed. Each is a row before it is sent, so a page never waits for the mail server, and an address
without an account is answered as quickly as one with."""

from .composing import register_post
from .telling import tell

__all__ = ["register_post", "tell"]
