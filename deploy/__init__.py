"""What runs where. `embedded` is the whole of Kontor on one machine; the rest is for production."""
