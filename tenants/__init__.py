"""PUBLIC. Who our tenants are: their doors, their life, who may enter; the provider's API.

It never imports from `workspace`: what a workspace holds is none of its business.
"""
