"""What may be booked, narrowed by what somebody looks for: one result is one offer, with its next date that fits.

`criteria` says what is looked for, `seeker` who looks and from where, `narrowing` turns both into rows, `results` into
a page, `advice` says what to relax when nothing is left. The pages, the weekly mail, the map and the feeds all read the
same way, so that they agree.
"""
