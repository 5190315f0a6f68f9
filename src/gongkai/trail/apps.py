from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "gongkai.trail"
    label = "trail"
    verbose_name = "操作记录"
