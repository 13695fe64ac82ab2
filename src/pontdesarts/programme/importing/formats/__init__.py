"""One module per format. Each has `read(content, task) -> list[SourceEvent]` and raises only `Unreadable`."""
