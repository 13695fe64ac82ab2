"""The harness: a second compiler. Each guard has its module; `tests/test_harness.py` makes each one fail."""
