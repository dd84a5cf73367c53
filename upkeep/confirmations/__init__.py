"""“Stimmt das noch?”: each address is asked about all its entries before their rhythm runs out, answers by one link, and whoever stays silent is left to
the operator and then to the office (docs/decisions/0026-freshness.md).

working_days  weekends, holidays, quiet times   due       whose rhythm runs out       people    who is asked
planning      the daily run                     mails     the mails themselves        links     signed addresses
operations    answers and the office's decisions
"""
