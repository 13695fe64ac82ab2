"""The national body looks in for a while, in the open; an association leaves with all its data and may come back."""
