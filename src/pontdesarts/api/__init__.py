"""What a ticketing system of a venue reads and writes, under `/api/v1/`; and what it is told."""
