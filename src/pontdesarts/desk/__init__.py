"""The roof: for each role, a home that starts with what waits; the navigation; who we are and what we keep."""
