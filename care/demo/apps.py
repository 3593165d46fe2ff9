from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo organisations for a first look. Part of the composition root: it may use every app."""

    name = "care.demo"
    label = "demo"
