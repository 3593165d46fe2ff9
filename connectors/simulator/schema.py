"""The tables of the ledger."""

from __future__ import annotations

VERSION = 2  # of the schema
# What brings a file of that version to the next one; tables that are new come with SCHEMA.
UPGRADES = {1: "ALTER TABLE messages ADD COLUMN edited_at REAL"}
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY, handle TEXT NOT NULL, handle_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT 'en', is_account INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS account_sources (
    account TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (account, source)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, account TEXT NOT NULL, revoked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    author TEXT NOT NULL, text TEXT NOT NULL, created_at REAL NOT NULL, in_reply_to TEXT,
    thread TEXT NOT NULL, recipient TEXT, client_key TEXT, source TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, edited_at REAL
);
CREATE INDEX IF NOT EXISTS messages_of_thread ON messages (thread, seq);
CREATE INDEX IF NOT EXISTS messages_of_author ON messages (author, kind, seq);
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, what TEXT NOT NULL,
    at REAL NOT NULL, text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, type TEXT NOT NULL, alt TEXT NOT NULL,
    content BLOB NOT NULL, seq INTEGER, position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS media_of_message ON media (seq, position);
CREATE TABLE IF NOT EXISTS timeline (
    account TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (account, kind, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timeline_of_message ON timeline (seq);
CREATE TABLE IF NOT EXISTS scheduled (
    id INTEGER PRIMARY KEY, due_at REAL NOT NULL, label TEXT NOT NULL, what TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS scheduled_by_time ON scheduled (due_at, id);
CREATE INDEX IF NOT EXISTS scheduled_by_label ON scheduled (label);
CREATE TABLE IF NOT EXISTS waiting (
    conversation TEXT NOT NULL, turn INTEGER NOT NULL, drafts TEXT NOT NULL,
    PRIMARY KEY (conversation, turn)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting_threads (
    thread TEXT NOT NULL, conversation TEXT NOT NULL, PRIMARY KEY (thread, conversation)
) WITHOUT ROWID;
"""
