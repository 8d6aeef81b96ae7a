"""The evaluation suites and what is known of their bias."""
