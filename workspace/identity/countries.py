from identity.countries import check_country

__all__ = ["check_country"]
