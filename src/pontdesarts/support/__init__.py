"""Individual support of a team: its request, the diagnosis, the plan, the visits, the result."""
