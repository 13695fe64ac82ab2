"""Structures come in from the files of others and go out in theirs: data·inclusion, médiation numérique, sheets, GeoJSON."""
