from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "gongkai.channels"
    label = "channels"
    verbose_name = "公开渠道"

    def ready(self) -> None:
        from gongkai.channels import receivers  # noqa: F401
