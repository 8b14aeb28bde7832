"""The store: events, consents, items and impressions in one SQL database. The only door to what people did."""
