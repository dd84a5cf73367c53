"""What one person who registered sees and gets: signed links, the own page, own data, the link to the online room, materials."""
