from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StaffConfig(AppConfig):
    name = "config.staff"


class StudyConfig(AdminConfig):
    """Django's admin, entered through our own site."""

    default_site = "config.staff.site.StudySite"

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin
        from django_otp.plugins.otp_static.models import StaticDevice
        from django_otp.plugins.otp_totp.models import TOTPDevice

        # Their pages would show one person's secrets to another.
        admin.site.unregister([StaticDevice, TOTPDevice])
