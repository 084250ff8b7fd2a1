"""A day of the city under load: `town` builds it, `day` are its people (for locust), `measure` runs and counts."""
