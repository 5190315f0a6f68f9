from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "gongkai.disclosures"
    label = "disclosures"
    verbose_name = "政府信息"

    def ready(self) -> None:
        from gongkai.disclosures import receivers  # noqa: F401
