"""The outside world's shapes: the library as parts of other frameworks. Each imports its framework on use."""
