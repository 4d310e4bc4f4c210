from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "i18n"
    label = "language"
