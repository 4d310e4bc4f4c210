"""The sensitive operations of this app: what each says, who may, and what it does."""
