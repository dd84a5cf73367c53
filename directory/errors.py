"""The one error that operations raise: why something can't be done, in words that the person who tried understands."""


class OperationRefused(Exception):
    """Nothing was written. `str(error)` is shown to the person as it is."""
