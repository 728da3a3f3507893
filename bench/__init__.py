"""Benchmarks: each figure beside its peer or limit, measured in the same run. Not part of the product."""
