"""Facts + last year's text (+ a model) → `Draft`."""
