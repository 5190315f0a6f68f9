from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gongkai.portal"
    label = "portal"
    verbose_name = "公开网站"

    def ready(self) -> None:
        from gongkai.portal import receivers  # noqa: F401
