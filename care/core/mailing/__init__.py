"""Mails: rows that a worker sends, by the server of an organisation or of the installation.

Nothing here is sent within a request, but for the test mail of the settings.
"""
