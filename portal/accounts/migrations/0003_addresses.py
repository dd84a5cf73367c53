"""allauth's row for the address of each account that is there already."""

from django.db import migrations


def write_addresses(apps, schema_editor):
    user_model, address_model = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    known = address_model.objects.values("user_id")
    missing = user_model.objects.exclude(pk__in=known)
    address_model.objects.bulk_create(
        [address_model(user_id=user.pk, email=user.email, verified=True, primary=True) for user in missing.iterator()], batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_own_account"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [migrations.RunPython(write_addresses, migrations.RunPython.noop)]
