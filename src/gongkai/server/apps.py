from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "gongkai.server"
    label = "server"
    verbose_name = "运行"

    def ready(self) -> None:
        from gongkai.server import security  # noqa: F401  (its receivers)
