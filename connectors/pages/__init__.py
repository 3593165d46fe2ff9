"""Settings: the channels of an organisation. Pages for its admins."""
