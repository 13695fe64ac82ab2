"""What others send us, read: their texts, values, sheets, and what their services answer. Pure but for `asking`."""
