"""The admin's screens for accounts. The e-mail address is the login; there is no user name."""

from django.core.exceptions import PermissionDenied
from wagtail.users.views.users import CreateView, EditView, UserViewSet


class NoSelfPromotion:
    """Who may manage accounts may not make administrators: that is for administrators."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class PersonCreateView(NoSelfPromotion, CreateView):
    pass


class PersonEditView(NoSelfPromotion, EditView):
    def dispatch(self, request, *args, **kwargs):
        """An administrator's password and address are not for others to change."""
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PeopleViewSet(UserViewSet):
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
