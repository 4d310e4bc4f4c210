"""PUBLIC. People: how they sign up and sign in, by what they prove it, and what they confirm.

Their sessions, their programs' tokens, the hand-over to a workspace's host or the provider's, and who
of them works for the provider.
"""
