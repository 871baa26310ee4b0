from django.apps import AppConfig


class WebBoardConfig(AppConfig):
    name = "extramile.web.board"
    label = "web_board"
