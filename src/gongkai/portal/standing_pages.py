"""Pages that hardly change: how to apply, how to report a mistake, map, accessibility, privacy, page not found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.portal import addresses
from gongkai.portal.site import Crumb, Page, Site
from gongkai.portal.tree import tree_of


def _page(path: str, template: str, title: str, kind: str, description: str, **context: Any) -> Page:
    return Page(
        path=path,
        template=f"portal/standing/{template}.html",
        title=title,
        place=path,
        description=description,
        column=(title, description, title, kind),
        crumbs=[Crumb("首页", addresses.HOME), Crumb(title)],
        context=context,
    )


def _offices() -> list[Agency]:
    return list(Agency.objects.order_by("path"))


def request(site: Site) -> Page:
    """依申请公开: who may ask whom for what, and every office's address and telephone."""
    description = "公开的信息里没有，可以向制作或者保存这份信息的单位申请公开。"
    return _page(addresses.REQUEST, "request", "依申请公开", "依申请公开", description, offices=_offices())


def feedback(site: Site) -> Page:
    description = "网页内容有错、附件打不开，告诉我们。"
    return _page(addresses.FEEDBACK, "feedback", "内容有误，告诉我们", "咨询投诉", description, offices=_offices())


def site_map(site: Site) -> Page:
    """Every page of the site itself, and every agency with its columns."""
    agencies = [
        {"name": one.name, "path": addresses.agency(one.code), "branches": tree_of(one).branches} for one in _offices()
    ]
    return _page(addresses.MAP, "map", "网站地图", "概况信息", f"{site.name}的全部栏目。", agencies=agencies)


def accessibility(site: Site) -> Page:
    description = "大字、高对比、长辈版、键盘操作和朗读怎么用。"
    return _page(addresses.ACCESSIBILITY, "accessibility", "无障碍说明", "概况信息", description)


def privacy(site: Site) -> Page:
    description = "浏览本网站时处理哪些信息，怎样保护。"
    return _page(addresses.PRIVACY, "privacy", "个人信息保护", "概况信息", description)


def not_found(site: Site) -> Page:
    page = _page(addresses.NOT_FOUND, "not_found", "没有这个网页", "概况信息", "没有这个网页。")
    page.status = 404
    return page


STANDING: dict[str, Callable[[Site], Page]] = {
    "request": request,
    "feedback": feedback,
    "map": site_map,
    "accessibility": accessibility,
    "privacy": privacy,
    "not-found": not_found,
}
