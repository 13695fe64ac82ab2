"""The door of a venue, on the evening itself: codes read or typed, with or without a network."""
