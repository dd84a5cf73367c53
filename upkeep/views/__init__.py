"""/mitmachen/…: the public pages of belonging. Nothing is written by a GET."""
