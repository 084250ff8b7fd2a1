"""The dialogue: what a message means here and now, and what is said to it. It knows no channel."""
