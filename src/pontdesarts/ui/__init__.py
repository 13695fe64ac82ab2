"""How every page looks, reads and behaves: layouts, components, form rendering. Knows nothing of the trade."""
