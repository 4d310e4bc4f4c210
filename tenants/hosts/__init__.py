"""Host names: which of them leads to which tenant, and which one a business may call its own.

`lookup` answers for a request, from what is `remembered`, which a `watch` keeps true; `certificates`
answers a proxy. `own_names` says which names can be a business's own, `name_servers` asks DNS whose.
"""

from tenants.hosts.lookup import forget_hosts, host_of, tenant_at

__all__ = ["forget_hosts", "host_of", "tenant_at"]
