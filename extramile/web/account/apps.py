from django.apps import AppConfig


class WebAccountConfig(AppConfig):
    name = "extramile.web.account"
    label = "web_account"
