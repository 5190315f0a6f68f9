"""Disclosures at the desk: a snippet with drafts, revisions, review, locks and preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel
from wagtail.admin.ui.components import MediaContainer
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from gongkai.agencies.scoping import as_agencies
from gongkai.desk.columns import PlainColumn
from gongkai.desk.comparison import install_chinese_comparison
from gongkai.desk.emergency import StatusColumn, WithEmergenciesView, with_unreviewed
from gongkai.desk.forms import FormPanels
from gongkai.desk.guard import GuardSidePanel, check_now, say
from gongkai.desk.review_remarks import remarks_panels
from gongkai.desk.states import with_states
from gongkai.desk.viewsets import AgencyViewMixin
from gongkai.desk.workflow_actions import RefusableWorkflowActionView
from gongkai.desk.writing import DisclosureForm, FromEntryMixin, TextEditor, WritingMixin
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import submit
from gongkai.findings import Refused

install_chinese_comparison()


class DisclosureCreateView(FromEntryMixin, WritingMixin, CreateView):
    """A new disclosure, empty or begun from an entry of the catalogue."""


class DisclosureEditView(WritingMixin, EditView):
    """Submitting goes through the service, so that what is missing is said in sentences and nothing is half done."""

    def get_object(self, queryset: Any = None) -> Any:
        """To show the page, its review and set time are read once; an act reads what holds at that moment."""
        record = super().get_object(queryset)
        if self.request.method == "GET":
            with_states([record])
        return record

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        if self.expects_json_response:
            return panels
        remarks = remarks_panels(self.object, self.request)
        return MediaContainer([*panels, *remarks, GuardSidePanel(self.object, self.request)])

    def submit_action(self) -> HttpResponse:
        check_now(self.object)
        try:
            with transaction.atomic():
                submit(self.object, user=self.request.user)
        except Refused as refused:
            for failure in refused.failures:
                messages.error(self.request, str(failure.message))
            return redirect(self.get_edit_url())
        return redirect(self.get_success_url())

    def workflow_action_action(self) -> HttpResponse | None:
        """A step of review; the last one is refused when the guard finds something new that blocks."""
        check_now(self.object)
        try:
            super().workflow_action_action()
        except Refused as refused:
            for failure in refused.failures:
                messages.error(self.request, str(failure.message))
            return redirect(self.get_edit_url())
        return None

    def cancel_workflow_action(self) -> HttpResponse:
        """Only who sent it in may take it back; a reviewer returns it, with a reason."""
        if self.workflow_state.requested_by_id != self.request.user.pk:
            messages.error(self.request, "不是您送审的，不能撤回；不同意请退回修改，并写理由")
            return redirect(self.get_edit_url())
        return super().cancel_workflow_action()

    def restart_workflow_action(self) -> HttpResponse:
        check_now(self.object)
        try:
            with transaction.atomic():
                self.workflow_state.cancel(user=self.request.user)
                submit(self.object, user=self.request.user)
        except Refused as refused:
            say(self.request, refused)
            return redirect(self.get_edit_url())
        return redirect(self.get_success_url())


class DisclosureChooser(AdminSnippetChooser):
    """Chooses a disclosure in another form. What was posted by hand and is no key chooses nothing."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (ValueError, OverflowError):
            return None


class DisclosureChooserViewSet(SnippetChooserViewSet):
    @cached_property
    def widget_class(self) -> DisclosureChooser:
        return DisclosureChooser(model=self.model, icon=self.icon)


class DisclosureViewSet(AgencyViewMixin, SnippetViewSet):
    """公开信息."""

    model = Disclosure
    icon = "gk-doc"
    menu_label = "公开信息"
    menu_name = "gk-disclosures"
    menu_order = 200
    add_to_admin_menu = True
    url_prefix = "disclosures"
    url_namespace = "disclosures"
    add_view_class = DisclosureCreateView
    edit_view_class = DisclosureEditView
    index_view_class = WithEmergenciesView
    index_template_name = "desk/disclosure_index.html"
    workflow_action_view_class = RefusableWorkflowActionView
    chooser_viewset_class = DisclosureChooserViewSet
    list_display = [
        "title",
        PlainColumn("section", label="所属栏目", sort_key="section", classname="gk-wide"),
        StatusColumn("status_string", label="状态", classname="gk-tight"),
        PlainColumn("published_at", label="发布日期", sort_key="published_at", classname="gk-tight"),
    ]
    list_filter = ["section", "attribute", "validity"]
    list_per_page = 30
    search_fields = ["title", "document_number", "index_number", "ref"]
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False
    delete_view_enabled = False
    ordering = ["-updated_at"]

    panels = [
        FieldPanel("agency"),
        FieldPanel("title"),
        FieldPanel("body", widget=TextEditor),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("section"), FieldPanel("catalogue_entry")]),
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("dated_on")]),
                FieldRowPanel([FieldPanel("genre"), FieldPanel("subject")]),
                FieldPanel("summary"),
                FieldRowPanel([FieldPanel("keywords"), FieldPanel("source")]),
            ],
            heading="著录",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("attribute"), FieldPanel("stage")]),
                FieldPanel("attribute_basis"),
                FieldPanel("expires_on"),
            ],
            heading="公开属性和期限",
        ),
        FieldRowPanel([FieldPanel("ref"), FieldPanel("remark")], heading="台账"),
        PublishingPanel(),
    ]

    def get_edit_handler(self) -> Any:
        return FormPanels(self.panels, base_form_class=DisclosureForm).bind_to_model(self.model)

    def get_form_class(self, for_update: bool = False) -> Any:
        with as_agencies([]):
            return super().get_form_class(for_update)

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_unreviewed(Disclosure.objects.select_related("section", "agency").defer("body"))
