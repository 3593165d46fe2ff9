"""Settings of the organisation's policy: pages for its members, each for those who may."""
