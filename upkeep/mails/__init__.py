"""Telling people about access: a row first, in the same transaction as what it tells, then the queue `mail` (room `mailing`)."""

from .telling import tell, tell_many, tell_orphaned

__all__ = ["tell", "tell_many", "tell_orphaned"]
