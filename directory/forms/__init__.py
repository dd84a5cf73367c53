"""Forms of the office's admin. What may stay empty in a draft and what must be there to publish is decided by fields (`required`) and panels."""
