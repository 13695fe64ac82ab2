"""What spectators said goes back to those who gave the places: read first by the team, never with a name."""
