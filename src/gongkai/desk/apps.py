from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "gongkai.desk"
    label = "desk"
    verbose_name = "办公"
