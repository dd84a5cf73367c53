"""The picture of the network: drawn by the server, as data for the large one, and the same facts as tables."""
