"""Public pages of the network. Anyone may see them; each starts from `.public()`. Parts for members and the office: `network.parts`, `network.audiences`."""
