"""For somebody who has lost app, passkey and recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import User
from portal.accounts.operations import reset_second_factor


class Command(BaseCommand):
    help = "Removes all second factors of an account, signs it out everywhere and tells its owner. Make sure first who asks for it."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The account's e-mail address.")

    def handle(self, *, email, **options):
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        removed = reset_second_factor(user)
        self.stdout.write(f"{removed} second factors of {user.email} are removed. They set up a new one when they sign in.")
