"""A relay takes places for the people it accompanies; they leave with a voucher; the venue receives its list."""
