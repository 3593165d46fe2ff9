"""What every endpoint of the API stands on: tokens, scopes, problems, pages. No session, no cookie.

An app's endpoints stand in the app; `care.urls` puts them together under /api/v1/.
"""
