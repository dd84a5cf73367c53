"""What a file is and what it might mean, found out from the file itself: for people who bring one in without a mapping.

`layout.look(path)` → sheets, separator, encoding, lines of the names. `columns.columns_of(table)` → per column its contents. `suggesting.suggest(columns, …)` →
per column the field it probably is, with a reason. `choices.Choices` → what a person decided; `drafting.draft(choices)` → the mapping as TOML.
Nothing here writes to the database.
"""
