"""People who can sign in. The e-mail address is the login; there is no user name."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailing.models import QueuedMail, by_claim, to_send


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def account_for(self, email, *, first_name="", last_name=""):
        """(user, whether it is new) for an address that has just been proven, by a link in a mail to it. A new one has no password: it signs in by
        codes until it chooses one. Names of an account that is there stay as they are."""
        names = {"first_name": first_name[:150], "last_name": last_name[:150]}
        return self.get_or_create(email=email.strip().lower(), defaults=names | {"password": make_password(None)})

    def unused_since(self, moment):
        """Nobody has signed in since; a new account counts from its making. Administrators' stay."""
        return self.filter(Q(last_login__lt=moment) | Q(last_login=None, date_joined__lt=moment), is_superuser=False)

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login. Invariant: one e-mail address, whatever its capitals, belongs to one person."""

    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("There is already an account with this e-mail address.")}
    )
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("technical administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Instead of deleting an account, take the tick away."))
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    warned_at = models.DateTimeField(_("told that the account is unused"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["last_name", "first_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def save(self, *args, **kwargs):
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name or self.email


class Device(models.Model):
    """A browser in which somebody is signed in. Written when they sign in and every few minutes that they use it; no network address is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=40, blank=True)
    """As a name: “Firefox”."""
    system = models.CharField(max_length=40, blank=True)
    """“Windows”, “Android” …"""
    signed_in_at = models.DateTimeField(_("signed in"))
    used_at = models.DateTimeField(_("last used"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["-used_at", "-pk"]

    def __str__(self):
        return f"{self.browser} ({self.system})"


class EmailChange(models.Model):
    """A new address that somebody wants. It holds once links in mails to both addresses were followed; one person has one at a time."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_change")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    new_email = models.EmailField(_("new e-mail address"))
    asked_at = models.DateTimeField(_("asked on"))
    old_confirmed_at = models.DateTimeField(_("confirmed at the old address"), null=True)
    new_confirmed_at = models.DateTimeField(_("confirmed at the new address"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of an e-mail address")
        verbose_name_plural = _("changes of e-mail addresses")

    def __str__(self):
        return str(self.user)


class AccountMail(QueuedMail):
    """A mail about an account. What leads into it (links, codes) stands in `data` only until it is sent."""

    address = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=10)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("mail about an account")
        verbose_name_plural = _("mails about accounts")
        ordering = ["-due_at", "-pk"]
        indexes = [to_send("account_mail_to_send"), by_claim("account_mail_by_claim"), models.Index(fields=["address", "due_at"])]

    def __str__(self):
        return f"{self.kind}: {self.address}"


class SharedLimit(models.Model):
    """What is counted against guessing, for all processes: the table of `CACHES["default"]` where there is no Redis. Django writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")

    def __str__(self):
        return self.cache_key
