"""What the provider does by API about people: its staff, its programs, help at the door."""
