"""Outside formats -> domain values and problems, each with its place."""
