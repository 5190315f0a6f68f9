"""Wagtail's own address of a step of review: what a service refuses is said there in its own sentence, too."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.snippets.views.snippets import WorkflowActionView

from gongkai.desk.guard import check_now, say
from gongkai.findings import Refused


class RefusableWorkflowActionView(WorkflowActionView):
    """Approving or returning by this address is the same act as on our page: whole or not at all."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_now(self.object)
        try:
            with transaction.atomic():
                answer: HttpResponse = super().post(request, *args, **kwargs)
        except Refused as refused:
            say(request, refused)
            return self._back(request)
        return answer

    def _back(self, request: HttpRequest) -> HttpResponse:
        """To the page, where the sentence stands; the small window of a script is sent there as well."""
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            step = {"step": "success", "redirect": self.redirect_url}
            modal: HttpResponse = self.render_modal_json(request, step)
            return modal
        return redirect(self.redirect_url)
