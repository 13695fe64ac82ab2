"""A venue and its season on one page, gathered in a booklet for the meetings that open the season."""
