"""What the office sees of the network beside its screens: tables, comparisons."""
