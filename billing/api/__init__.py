"""What the provider's API says of plans, payers and subscriptions."""
