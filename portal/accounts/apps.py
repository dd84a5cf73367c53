from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from . import mails, watching  # models are there only now
        from .personal import register_keepings

        watching.watch()
        mails.register_post()
        register_keepings()
