"""What is measured, on a scratch database of its own: `python -m benchmarks.search`. Never imported by the product."""
