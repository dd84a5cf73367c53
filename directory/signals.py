"""What the register tells others. It knows nobody, so whoever wants to know connects here."""

from django.dispatch import Signal

content_changed = Signal()
"""Sent inside the transaction by everything that writes past `save()`: `content_changed.send(sender=Model, ids=[…])`."""
