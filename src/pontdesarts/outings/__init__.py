"""What became of an outing: who came, by whom it is known, and what people felt."""
