"""Phone numbers as digits and keys of registers, the same in documents and queries."""

import re

CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{4,20}")


def national(number):
    """“+49 3555 / 12-34” and “0049 (0)3555 1234” → “035551234”; a number of another country keeps its 00."""
    plus = number.strip().startswith("+")
    digits = "".join(sign for sign in number if sign in "0123456789")
    if plus:
        digits = f"00{digits}"
    if digits.startswith("0049"):
        digits = "0" + digits[4:].removeprefix("0")
    return digits


def is_code(text):
    """“12Y07”: letters and digits, as people copy it from a letter. Not “3D” and not a plain number."""
    return bool(CODE.fullmatch(text))
