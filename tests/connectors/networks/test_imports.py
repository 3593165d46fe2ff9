from __future__ import annotations

import subprocess
import sys


def test_networks_libraries_are_not_loaded_before_somebody_talks_to_their_network() -> None:
    code = (
        "import sys, connectors.networks.x.adapter, connectors.networks.mastodon.adapter;"
        "print(*{'tweepy', 'mastodon', 'requests'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
