"""Outgoing mail: a `Message` is a row written with its cause, delivered by a job, and forgotten after 30 days."""
