"""The two banks of the bridge: structures, as relays that book or partners that offer; venues; and the people in them."""
