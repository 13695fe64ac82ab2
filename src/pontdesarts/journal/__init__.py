"""Who did what, when: one line for each write, readable by people on the page of the thing changed.

Also three small things that every write shares: the `Actor` who does it, the `Refused` that stops it,
and the `Retention` declared for each personal field.
"""
