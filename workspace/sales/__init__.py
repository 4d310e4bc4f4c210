"""WORKSPACE. Sales: invoices and credit notes, their numbers, lines and totals."""
