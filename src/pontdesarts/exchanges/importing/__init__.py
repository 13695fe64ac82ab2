"""Lists of structures written by others, read into one shape, then compared with what stands here: pure, so that the
preview is the import before it is written."""
