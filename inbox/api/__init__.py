"""The endpoints of cases and all that belongs to them. Same verbs, same sight as the desk."""
