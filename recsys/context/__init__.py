"""The circumstances of a choice: plain columns such as weather, and the hour."""
