"""Keeping in touch with the structures: what was said and done, what is to do, who went silent, letters to many."""
