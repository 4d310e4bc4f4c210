"""How the process is put together. No business words here."""
