"""From evidence to a verdict: one pure function, shared by every engine."""
