from django.apps import AppConfig


class WebOfficeConfig(AppConfig):
    name = "extramile.web.office"
    label = "web_office"
