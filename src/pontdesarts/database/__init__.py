"""Django's own PostgreSQL engine, which asks nothing of the server before each request."""
