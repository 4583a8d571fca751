"""The parts of scripts/benchmark.py: comments to measure on, peers to measure beside, the page."""
