from django.apps import AppConfig


class SeedConfig(AppConfig):
    """Bulk data for benchmarks. Part of the composition root: it may use every app."""

    name = "care.seed"
    label = "seed"
