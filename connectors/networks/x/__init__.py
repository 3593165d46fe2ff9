"""X, by tweepy."""
