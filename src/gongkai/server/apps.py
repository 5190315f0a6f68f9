from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "gongkai.server"
    label = "server"
    verbose_name = "运行"
