from django.apps import AppConfig


class InformationRequestsConfig(AppConfig):
    name = "gongkai.information_requests"
    label = "information_requests"
    verbose_name = "依申请公开"
