from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "gongkai.dialogue"
    label = "dialogue"
    verbose_name = "解读回应"

    def ready(self) -> None:
        from gongkai.dialogue import receivers  # noqa: F401
