from django.apps import AppConfig


class ConductorConfig(AppConfig):
    name = "extramile.conductor"
    label = "conductor"
    default_auto_field = "django.db.models.BigAutoField"
