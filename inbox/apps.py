from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"

    def ready(self) -> None:
        """Loaded files are read like a network, so the desk asks for their limits like a
        network's; nothing is ever sent there. The pages of policy ask here about cases."""
        from inbox.clocks.effects import ClocksKept
        from inbox.networks.capabilities import Capabilities, register
        from inbox.selectors.kept import CasesKept
        from routing import questions

        class Kept(CasesKept, ClocksKept):
            """Each answers for its own rows."""

        questions.register(Kept())

        register(
            Capabilities(
                network="corpus",
                label="Loaded file",
                visibilities=("public", "private"),
                max_length={"public": 280, "private": 10_000},
            )
        )
