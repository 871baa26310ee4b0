from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "extramile.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The words of this room's problems, so that whoever reads one can have it in words."""
        from importlib import import_module

        import_module("extramile.intake.problems")
