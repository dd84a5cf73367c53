"""Groups, rights, and the workflow walked by people of the groups."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Task, Workflow, WorkflowContentType, WorkflowPage

from directory.models import ActorKind
from portal.models import ContentPage, HomePage, SiteSettings
from portal.roles import ensure_roles
from tests.factories import ActorFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    home = HomePage.objects.get()
    return home.add_child(instance=ContentPage(title="Ganztag", slug="ganztag", live=False, has_unpublished_changes=True))


def counted():
    return {
        "groups": sorted(Group.objects.values_list("name", flat=True)),
        "rights": sorted((group.name, group.permissions.count()) for group in Group.objects.all()),
        "pages": GroupPagePermission.objects.count(),
        "tasks": list(Task.objects.values_list("name", flat=True)),
        "workflows": list(Workflow.objects.values_list("name", flat=True)),
        "attached": (WorkflowPage.objects.count(), WorkflowContentType.objects.count()),
    }


def test_ensure_roles_twice_changes_nothing():
    before = counted()

    ensure_roles()

    assert counted() == before
    assert before["groups"] == ["Moderation", "Netzwerkbüro", "Redaktion"]
    assert before["workflows"] == ["Prüfung durch die Moderation"]
    assert before["attached"] == (1, 8)


def test_ensure_roles_gives_back_what_is_missing_and_keeps_what_an_office_added():
    group = Group.objects.get(name="Redaktion")
    group.permissions.remove(Permission.objects.get(codename="access_admin"))
    extra = Permission.objects.get(codename="change_sitesettings")
    group.permissions.add(extra)

    ensure_roles()

    assert group.permissions.filter(codename="access_admin").exists()
    assert group.permissions.filter(pk=extra.pk).exists()


def test_ensure_roles_leaves_a_detached_workflow_detached():
    WorkflowPage.objects.all().delete()

    ensure_roles()

    assert WorkflowPage.objects.count() == 0


def test_each_group_has_its_own_rights(editor, moderator, office):
    asked = [
        "wagtailadmin.access_admin",
        "directory.change_actor",
        "directory.publish_actor",
        "directory.moderate",
        "portal.office",
        "accounts.change_user",
    ]

    rights = [[user.has_perm(right) for right in asked] for user in (editor, moderator, office)]

    assert rights == [[True, True, False, False, False, False], [True, True, True, True, False, False], [True] * 6]


def test_only_the_office_may_change_the_settings_of_the_site(client, editor, moderator, office):
    url = reverse("wagtailsettings:edit", args=["portal", "sitesettings", SiteSettings.objects.get().site_id])
    statuses = []

    for user in (editor, moderator, office):
        client.force_login(user)
        statuses.append(client.get(url).status_code)

    assert statuses == [302, 302, 200]


def submit(client, url, data):
    return client.post(url, data | {"action-submit": "1"}, follow=True)


def page_form(**changed):
    return {
        "title": "Ganztag",
        "slug": "ganztag",
        "intro": "",
        "body-count": "0",
        "show_children": "on",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    } | changed


def test_a_page_goes_from_editor_to_moderator_and_back_and_out(client, editor, moderator, page):
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(editor)
    client.post(edit, page_form(**{"action-publish": "1"}))
    page.refresh_from_db()
    assert not page.live, "an editor can't publish"

    submit(client, edit, page_form(intro="Was der Ganztag bringt."))
    state = page.current_workflow_task_state
    client.force_login(moderator)
    returned = client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk]), {"comment": "Bitte mit Zahlen."}, follow=True
    )
    assert returned.status_code == 200
    assert Page.objects.get(pk=page.pk).current_workflow_state.status == "needs_changes"

    client.force_login(editor)
    submit(client, edit, page_form(intro="Was 14 Schulen am Nachmittag anbieten."))
    client.force_login(moderator)
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""}, follow=True)

    page.refresh_from_db()
    assert (page.live, page.intro) == (True, "Was 14 Schulen am Nachmittag anbieten.")
    assert "Was 14 Schulen" in client.get("/ganztag/").content.decode()


def test_an_entry_of_the_register_goes_the_same_way(client, editor, moderator):
    actor = ActorFactory(live=False, kind=ActorKind.objects.get(slug="musikschule"), name="Musikschule Klangwerk")
    actor.save_revision(user=editor)
    workflow = actor.get_workflow()
    workflow.start(actor, editor)
    url = "wagtailsnippets_directory_actor:workflow_action"

    client.force_login(moderator)
    client.post(reverse(url, args=[actor.pk, "reject", actor.current_workflow_task_state.pk]), {"comment": "Adresse fehlt."})
    actor.refresh_from_db()
    assert actor.current_workflow_state.status == "needs_changes"
    assert actor.current_workflow_state.current_task_state.comment == "Adresse fehlt."
    assert not actor.live

    actor.current_workflow_state.resume(editor)
    client.post(reverse(url, args=[actor.pk, "approve", actor.current_workflow_task_state.pk]), {"comment": ""})

    actor.refresh_from_db()
    assert actor.live


def test_an_editor_can_not_approve(client, editor, page):
    page.save_revision()
    page.get_workflow().start(page, editor)
    client.force_login(editor)

    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", page.current_workflow_task_state.pk]), {"comment": ""}
    )

    page.refresh_from_db()
    assert not page.live


def test_the_dashboard_shows_each_what_concerns_them(client, editor, moderator, office):
    shown = []

    for user in (editor, moderator, office):
        client.force_login(user)
        html = client.get("/cms/").content.decode()
        shown.append([words in html for words in ("Wartet", "Aktualität", "Letzte Importe")])

    assert shown == [[False] * 3, [True, True, False], [True] * 3]


class TestAccounts:
    @pytest.fixture
    def boss(self):
        return UserFactory(is_superuser=True, email="boss@example.org")

    def test_the_office_makes_an_account_with_the_mail_address_as_login(self, client, office):
        client.force_login(office)
        password = "lange-genug-und-neu"

        client.post(
            reverse("wagtailusers_users:add"),
            {
                "email": "Neu@Example.org",
                "first_name": "Neu",
                "last_name": "Hier",
                "password1": password,
                "password2": password,
                "groups": [Group.objects.get(name="Redaktion").pk],
                "is_superuser": "on",
            },
        )

        made = type(office).objects.get(email="neu@example.org")
        assert (made.is_superuser, made.check_password(password), made.has_perm("directory.add_actor")) == (False, True, True)

    def test_an_address_that_is_taken_is_refused_whatever_its_capitals(self, client, office, boss):
        client.force_login(office)
        data = {
            "email": "BOSS@example.org",
            "first_name": "N",
            "last_name": "H",
            "password1": "lange-genug-und-neu",
            "password2": "lange-genug-und-neu",
        }

        response = client.post(reverse("wagtailusers_users:add"), data)

        assert response.status_code == 200
        assert "Es gibt schon ein Konto mit dieser E-Mail-Adresse." in str(response.context["form"].errors)

    def test_nobody_but_an_administrator_edits_an_administrator(self, client, office, boss):
        client.force_login(office)

        response = client.post(
            reverse("wagtailusers_users:edit", args=[boss.pk]), {"email": "boss@example.org", "password1": "x" * 12, "password2": "x" * 12}
        )

        boss.refresh_from_db()
        assert response.status_code in (302, 403)
        assert not boss.check_password("x" * 12)

    def test_the_office_can_not_switch_an_administrator_off_in_bulk(self, client, office, boss):
        client.force_login(office)
        colleague = UserFactory()
        url = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])

        refused = client.post(f"{url}?id={boss.pk}&id={colleague.pk}", {"mark_as_active": "False"})
        done = client.post(f"{url}?id={colleague.pk}", {"mark_as_active": "False"})

        boss.refresh_from_db()
        colleague.refresh_from_db()
        assert (refused.status_code, done.status_code) == (302, 302)
        assert (boss.is_active, colleague.is_active) == (True, False)

    def test_without_rights_there_is_no_list_of_accounts(self, client, editor):
        client.force_login(editor)

        assert client.get(reverse("wagtailusers_users:index")).status_code == 302

    def test_the_admin_s_login_leads_to_the_one_door(self, client):
        assert client.get("/cms/login/?next=/cms/").url == "/konto/login/?next=/cms/"
