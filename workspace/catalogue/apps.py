from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "workspace.catalogue"
