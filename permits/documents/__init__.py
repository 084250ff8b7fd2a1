"""Documents of the town hall: what is on them, how they look, who signed them."""
