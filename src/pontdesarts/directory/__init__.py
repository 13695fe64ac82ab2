"""The network on a map and in a list: for the team, on paper, and, for the public,
what each structure accepted to show."""
