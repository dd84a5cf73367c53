"""Everything that changes an entry by a rule. Admin, import, own area, API and tasks call these functions.

Each is one transaction, returns the entry as it is now in the database, and raises `OperationRefused` with a text for the person who tried.
"""

from ..errors import OperationRefused
from .addresses import rename_slug
from .archiving import archive, restore
from .content import add_tags, change_content
from .freshness import confirm, take_back_confirmation
from .merging import make_location, mark_different, merge, undo_merge
from .publication import publish, save_draft, unpublish
from .terms import delete_term, move_term

__all__ = [
    "OperationRefused",
    "add_tags",
    "archive",
    "change_content",
    "confirm",
    "delete_term",
    "make_location",
    "mark_different",
    "merge",
    "move_term",
    "publish",
    "rename_slug",
    "restore",
    "save_draft",
    "take_back_confirmation",
    "undo_merge",
    "unpublish",
]
