from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    name = "extramile.estimates"
    label = "estimates"
    default_auto_field = "django.db.models.BigAutoField"
