"""What leaves: a mail (`Message`) or a text to a telephone (`Text`) is a row written with its cause, delivered by a
job, and forgotten: after 30 days, and for numbers the day after the outing. What comes back: a `Reply`."""
