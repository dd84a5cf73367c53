"""How one gets into a meeting: places, how many are free, whether registration is open. Nothing here writes."""
