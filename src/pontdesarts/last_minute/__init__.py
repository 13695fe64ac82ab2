"""Places released for tonight, told to the relays that may come, taken in one tap."""
