"""The cultural drop-in of a relay: one tablet, ten people, a weak network; and the poster of the week."""
