from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "connectors"

    def ready(self) -> None:
        from connectors.registry import ADAPTERS
        from inbox.networks import capabilities, readers

        for adapter in ADAPTERS.values():
            capabilities.register(adapter.capabilities)
            if not adapter.capabilities.pushed:
                readers.register(adapter.capabilities.network, adapter.read)
