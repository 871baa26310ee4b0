from django.apps import AppConfig


class WebApiConfig(AppConfig):
    name = "extramile.web.api"
    label = "web_api"
