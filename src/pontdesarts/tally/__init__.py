"""The printed list of a date comes back as a photo: which boxes were ticked."""
