"""The sample corpus: reports restated in our own words, policy digests, demo facts."""
