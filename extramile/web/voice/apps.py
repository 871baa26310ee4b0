from django.apps import AppConfig


class WebVoiceConfig(AppConfig):
    name = "extramile.web.voice"
    label = "web_voice"
