"""Which institutions may be the same: traits to compare by, points with reasons, vetoes and rivals. Nothing here merges; people decide.

`rows.match_rows` is for imports, `register.find_pairs` looks through the whole register.
"""
