"""The two banks of the bridge: structures that book (relays) or offer (partners), their venues, their people."""
