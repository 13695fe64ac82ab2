"""The network on a map and in a list: for the team, on paper, and in public for what each structure accepted to show."""
