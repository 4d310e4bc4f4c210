"""PUBLIC. People: how they sign up and sign in, by what they prove it, and what they confirm.

Their sessions, their programs' tokens, and the hand-over to a workspace's host.
"""
