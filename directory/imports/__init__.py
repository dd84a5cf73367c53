"""Import of registers: a file becomes a table, a mapping says what it means, a plan shows what would change, and is then carried out.

table = read("schulen.csv")
mapping = Mapping.load("berlin_schulen", beside=table.path)
plan = make_plan(table, mapping, source)
result = execute(plan, publish=True)
"""
