"""Registers at the desk: lists and forms, one class a kind of record, all on the same base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies.base import BasePermissionPolicy

from gongkai.agencies.models import Leader, LeadingGroup, LeadingGroupMember, Person
from gongkai.agencies.scoping import as_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.channels.models import Channel, NoticeBoard, PublicNotice, Release
from gongkai.desk.columns import YesNoColumn
from gongkai.desk.entry_forms import EntryForm
from gongkai.desk.forms import AgencyForm, FormPanels
from gongkai.desk.guides import GuideForm, KeepPublicGuide
from gongkai.desk.policies import AgencyPolicy
from gongkai.desk.register_views import ReasonedDeleteView, RecordedCreateView, RecordedEditView
from gongkai.dialogue.models import Briefing, Interpretation, Proposal, PublicConcern
from gongkai.information_requests.models import InformationRequest, ProcessingFee
from gongkai.registers.models import (
    AdministrativeReview,
    Complaint,
    DisclosureOffice,
    DutyFigure,
    Expense,
    Litigation,
    Meeting,
    ReadingPoint,
    RegulatoryDocument,
    ServiceGuide,
    StaffMember,
    Training,
)


class AgencyViewMixin:
    """The second wall behind the scoped manager.

    Every view that names a record asks the policy about that very record; a record of another agency does not exist
    (404), one of this agency that the person may not touch is forbidden.

    Wagtail's index of references is not kept: it would cost a task for every save, and knows nothing of what bulk
    imports wrote. What stands in the way of a deletion is asked of the database when it is wanted.
    """

    model: Any
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})  # type: ignore[misc, no-any-return]

    def get_urlpatterns(self) -> list[Any]:
        return [one for one in super().get_urlpatterns() if one.name != "usage"]  # type: ignore[misc]

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return AgencyPolicy(self.model)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponse]:
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc]
        policy, model = self.permission_policy, self.model

        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if not policy.user_has_any_permission(request.user, ["view", "add", "change"]):
                raise PermissionDenied
            if (pk := options.get("pk")) is not None:
                record = model.objects.filter(pk=pk).select_related("agency").first()
                if record is None or not policy.user_has_any_permission_for_instance(
                    request.user, ["view", "change"], record
                ):
                    raise Http404
            return view(request, *args, **options)

        guarded.__name__ = getattr(view, "__name__", "view")
        return guarded


class RegisterIndexView(IndexView):
    """The list; the records its columns name are read with it, not one by one, and yes and no are said in words."""

    def _get_custom_column(self, field_name: str, column_class: Any = Column, **kwargs: Any) -> Any:
        field = next((one for one in self.model._meta.fields if one.name == field_name), None)
        chosen = YesNoColumn if isinstance(field, BooleanField) else column_class
        return super()._get_custom_column(field_name, chosen, **kwargs)

    def get_base_queryset(self) -> Any:
        columns = {name for name in self.list_display if isinstance(name, str)}
        related = [one.name for one in self.model._meta.fields if one.is_relation and one.name in columns]
        records = super().get_base_queryset()
        return records.select_related(*related) if related else records


class RegisterViewSet(AgencyViewMixin, ModelViewSet):
    """A register: list, add, change, delete, history. The fields are the model's, the agency first."""

    icon = "list-ul"
    exclude_form_fields: list[str] = []
    base_form: type[AgencyForm] = AgencyForm
    index_view_class = RegisterIndexView
    add_view_class: Any = RecordedCreateView
    edit_view_class: Any = RecordedEditView
    delete_view_class: Any = ReasonedDeleteView
    copy_view_enabled = False
    list_per_page = 30

    @property
    def panels(self) -> list[FieldPanel]:
        names = [field.name for field in self.model._meta.fields if field.editable and not field.primary_key]
        names.sort(key=lambda name: {"agency": 0, "ref": 1, "remark": 3}.get(name, 2))
        return [FieldPanel(name) for name in names if name not in self.exclude_form_fields]

    def get_form_class(self, for_update: bool = False) -> Any:
        # Made once, in a scope with no agency in it: should a choice ever not be asked for anew, it is empty.
        with as_agencies([]):
            return super().get_form_class(for_update)

    def get_edit_handler(self) -> Any:
        return FormPanels(self.panels, base_form_class=self.base_form).bind_to_model(self.model)


def register(
    model: type,
    columns: list[str],
    icon: str = "list-ul",
    prefix: str = "registers",
    **attributes: Any,
) -> RegisterViewSet:
    """A viewset for one register, listed by ``columns``; ``attributes`` are what differs from the others."""
    name = model._meta.model_name  # type: ignore[attr-defined]
    kind = type(f"{model.__name__}ViewSet", (RegisterViewSet,), {"model": model, **attributes})
    return kind(
        name,
        url_prefix=f"{prefix}/{name}",
        list_display=columns,
        icon=icon,
        menu_label=model._meta.verbose_name,  # type: ignore[attr-defined]
    )


class RequestGroup(ModelViewSetGroup):
    """依申请公开: the register of requests and the fees asked for them."""

    menu_label = "依申请公开"
    menu_icon = "gk-check"
    menu_name = "gk-requests"
    menu_order = 500
    items = (
        register(InformationRequest, ["ref", "received_on", "applicant_kind", "due_on", "decided_on", "outcome"]),
        register(ProcessingFee, ["request", "noticed_on", "amount", "paid_on"]),
    )


class ChannelGroup(ModelViewSetGroup):
    """渠道发布: channels, what went out on each, notices and boards."""

    menu_label = "渠道发布"
    menu_icon = "gk-sound"
    menu_name = "gk-channels"
    menu_order = 400
    items = (
        register(Release, ["disclosure", "channel", "released_on", "reads"]),
        register(PublicNotice, ["disclosure", "starts_on", "ends_on"]),
        register(Channel, ["name", "kind", "account"]),
        register(NoticeBoard, ["name", "community", "place"]),
    )


class CatalogueGroup(ModelViewSetGroup):
    """公开目录: editions, their entries, and the sections of the portal that agree with them."""

    menu_label = "公开目录"
    menu_icon = "gk-table"
    menu_name = "gk-catalogue"
    menu_order = 300
    items = (
        register(CatalogueEntry, ["matter", "category", "attribute", "time_limit", "section"], base_form=EntryForm),
        register(Catalogue, ["title", "year", "filled_on"]),
        register(Section, ["name", "kind", "parent", "position"]),
    )


class PeopleGroup(ModelViewSetGroup):
    """机构和人员."""

    menu_label = "机构和人员"
    menu_icon = "gk-people"
    menu_name = "gk-people"
    menu_order = 850
    items = (
        register(Person, ["name", "title", "office"]),
        register(Leader, ["person", "post", "position", "started_on", "ended_on"]),
        register(LeadingGroup, ["name", "document", "started_on", "ended_on"]),
        register(LeadingGroupMember, ["person", "role", "group", "started_on", "ended_on"]),
    )


class RegisterGroup(ModelViewSetGroup):
    """台账: everything the annual report counts that is not a disclosure or a request."""

    menu_label = "台账"
    menu_icon = "gk-book"
    menu_name = "gk-registers"
    menu_order = 800
    items = (
        register(Meeting, ["title", "held_on", "attendees"]),
        register(Training, ["title", "held_on", "trainees"]),
        register(StaffMember, ["name", "post", "started_on", "ended_on"]),
        register(DisclosureOffice, ["name", "started_on", "ended_on"]),
        register(ReadingPoint, ["name", "place", "started_on"]),
        register(Expense, ["purpose", "spent_on", "amount"]),
        register(
            ServiceGuide, ["name", "category", "published_at"], base_form=GuideForm, delete_view_class=KeepPublicGuide
        ),
        register(RegulatoryDocument, ["title", "document_number", "made_on", "repealed_on"]),
        register(PublicConcern, ["title", "kind", "raised_on"]),
        register(Interpretation, ["title", "published_on"]),
        register(Briefing, ["title", "kind", "held_on", "by_principal"]),
        register(Proposal, ["title", "kind", "received_on", "concluded_on"]),
        register(DutyFigure, ["kind", "period_start", "period_end", "decisions", "amount"]),
        register(AdministrativeReview, ["cause", "filed_on", "concluded_on", "result"]),
        register(Litigation, ["cause", "kind", "filed_on", "concluded_on", "result"]),
        register(Complaint, ["subject", "received_on", "concluded_on"]),
    )
