from django.apps import AppConfig


class WebMonitorConfig(AppConfig):
    name = "extramile.web.monitor"
    label = "web_monitor"
