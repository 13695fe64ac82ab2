"""Structures come in from the files of others and go out in theirs: sheets, JSON of two standards, points on a map."""
