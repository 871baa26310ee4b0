from django.apps import AppConfig


class WebAnswerConfig(AppConfig):
    name = "extramile.web.answer"
    label = "web_answer"
