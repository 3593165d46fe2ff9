from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "care.core"
    label = "core"
