"""The three groups, their rights and the review workflow. Code asks for permissions, never for these names.

Redaktion        writes pages, pictures and entries of the register; submits them
Moderation       reviews: publishes or returns with a comment; archives, edits vocabularies and redirects
Netzwerkbüro     all of that, and steers: settings of the site, accounts, memberships, sources of imports

`ensure_roles` may run any number of times. It gives what is missing and never takes away what an office has added; the workflow
is attached once (to entries: before there are any), so that an office that takes it away from a branch of the tree is not overruled.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import Translation

from directory.models import Actor, Location, Offer
from events.models import Meeting, Series
from network.models import Alliance, Cooperation, CooperationWish

EDITORS, MODERATORS, OFFICE = "Redaktion", "Moderation", "Netzwerkbüro"
WORKFLOW = "Prüfung durch die Moderation"
TASK = "Prüfen und veröffentlichen"
ENTRIES = (Actor, Location, Offer, Meeting, Series, Cooperation, CooperationWish, Alliance)
WAGTAIL_GROUPS = ("Editors", "Moderators")
WAGTAIL_WORKFLOW = "Moderators approval"

EDIT = [
    "wagtailadmin.access_admin",
    "wagtail_localize.submit_translation",
    "portal.view_newscategory",
    "portal.add_newscategory",
    "portal.change_newscategory",
    *(f"directory.{action}_{model}" for model in ("actor", "location", "offer") for action in ("view", "add", "change")),
    *(f"directory.view_{model}" for model in ("actorkind", "topic", "targetgroup", "area", "postcode")),
    *(f"events.{action}_{model}" for model in ("meeting", "series", "venue") for action in ("view", "add", "change")),
    *(f"network.{action}_{model}" for model in ("cooperation", "cooperationwish", "alliance") for action in ("view", "add", "change")),
    "network.view_transition",
    *(f"search.{action}_synonym" for action in ("view", "add", "change")),
]
MODERATE = [
    *EDIT,
    "directory.moderate",
    "directory.view_duplicatepair",
    "directory.view_mergerun",
    "portal.delete_newscategory",
    "search.delete_synonym",
    *(f"directory.{action}_{model}" for model in ("actor", "location", "offer") for action in ("publish", "lock", "unlock")),
    *(f"directory.{action}_{model}" for model in ("actorkind", "topic", "targetgroup") for action in ("add", "change")),
    *(f"events.{action}_{model}" for model in ("meeting", "series") for action in ("publish", "lock", "unlock")),
    *(f"network.{action}_{model}" for model in ("cooperation", "cooperationwish", "alliance") for action in ("publish", "lock", "unlock")),
    *(f"network.{action}_transition" for action in ("add", "change")),
    "events.delete_venue",
    "events.view_mail",
    *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")),
]
STEER = [
    *MODERATE,
    "portal.office",
    "portal.change_sitesettings",
    *(f"accounts.{action}_user" for action in ("add", "change")),
    *(f"directory.{action}_membership" for action in ("view", "add", "change", "delete")),
    *(f"directory.{action}_{model}" for model in ("actorkind", "topic", "targetgroup") for action in ("delete",)),
    *(f"directory.{action}_{model}" for model in ("area", "postcode") for action in ("add", "change", "delete")),
    *(f"directory.{action}_reviewrule" for action in ("view", "add", "change", "delete")),
    *(f"directory.{action}_importsource" for action in ("view", "add", "change")),
    "directory.view_importrun",
    *(f"directory.rename_{model}" for model in ("actor", "offer")),
    *(f"events.rename_{model}" for model in ("meeting", "series")),
    *(f"network.rename_{model}" for model in ("cooperation", "cooperationwish", "alliance")),
    "network.delete_transition",
    *(f"events.{action}_mailtext" for action in ("view", "add", "change", "delete")),
    "events.protect_data",
    "search.explain_results",
    *(f"search.{action}_recommendation" for action in ("view", "add", "change", "delete")),
]
PAGES = {
    EDITORS: ["add_page", "change_page"],
    MODERATORS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    OFFICE: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
"""On the whole tree. Nobody but administrators may set up sites and languages."""
FILES = {
    EDITORS: ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"],
    MODERATORS: ["add_image", "change_image", "choose_image", "delete_image", "add_document", "change_document", "choose_document", "delete_document"],
}  # fmt: skip
FILES[OFFICE] = [*FILES[MODERATORS], "add_collection", "change_collection", "delete_collection", "view_collection"]
RIGHTS = {EDITORS: EDIT, MODERATORS: MODERATE, OFFICE: STEER}


def ensure_roles():
    """Groups, rights and workflow; needs permissions, root page and root collection to be there."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in RIGHTS}
    _ensure_submit_translation()
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    root, collection = Page.objects.get(depth=1), Collection.objects.get(depth=1)
    for name, group in groups.items():
        group.permissions.add(*(permissions[right] for right in RIGHTS[name]))
        for codename in PAGES[name]:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permissions[f"wagtailcore.{codename}"])
        for codename in FILES[name]:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permissions[_file_right(codename)]
            )
    _remove_wagtail_defaults()
    _ensure_workflow(root, [groups[MODERATORS], groups[OFFICE]])


def _ensure_submit_translation():
    """wagtail-localize makes this permission in a migration and not by its model, so tests would lack it."""
    content_type = ContentType.objects.get_for_model(Translation)
    if not Permission.objects.filter(content_type__app_label="wagtail_localize", codename="submit_translation").exists():
        Permission.objects.create(content_type=content_type, codename="submit_translation", name="Can submit translations")


def _file_right(codename):
    app = {"image": "wagtailimages", "document": "wagtaildocs", "collection": "wagtailcore"}[codename.partition("_")[2]]
    return f"{app}.{codename}"


def _ensure_workflow(root, reviewers):
    """An editor submits; a reviewer publishes or returns it with a comment. Reviewers may publish, or the approval would fail."""
    task, made = GroupApprovalTask.objects.get_or_create(name=TASK)
    if made:
        task.groups.set(reviewers)
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW)
    if made:
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    for model, content_type in ContentType.objects.get_for_models(*ENTRIES).items():
        # a kind of entry that an update brought, and of which there is none yet, gets the workflow too
        if made or not model.objects.exists():
            WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})


def _remove_wagtail_defaults():
    """Wagtail's own English groups and workflow, as long as nobody uses them."""
    default = Workflow.objects.filter(name=WAGTAIL_WORKFLOW, workflow_states=None).first()
    if default:
        GroupApprovalTask.objects.filter(workflow_tasks__workflow=default, task_states=None).delete()
        default.delete()
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()
