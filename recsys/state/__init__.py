"""What is known of a person: a fold over their events."""
