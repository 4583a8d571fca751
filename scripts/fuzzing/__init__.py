"""Fuzzing of the readers: what is read, and how good files are spoilt."""
