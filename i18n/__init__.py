"""PUBLIC. How a language is chosen, and how names, money and dates are written."""
