"""Which change of a record makes which pages stale. Runs in the transaction of the change."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from gongkai.agencies.models import Agency, Leader, LeadingGroup, LeadingGroupMember, Person
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.catalogue.signals import entries_changed
from gongkai.channels.models import PublicNotice
from gongkai.dialogue.models import Interpretation
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_changed, disclosure_published, disclosure_withdrawn
from gongkai.intake.signals import records_imported
from gongkai.portal import addresses, outbox, search
from gongkai.portal.guide_column import guide_columns
from gongkai.portal.models import PortalSite
from gongkai.registers.models import ReadingPoint, RegulatoryDocument, ServiceGuide
from gongkai.reports.models import AnnualReport


@receiver(disclosure_published)
def published(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    outbox.mark_disclosure(disclosure, inserted=True)
    search.index(disclosure)


@receiver([disclosure_changed, disclosure_withdrawn])
def changed(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    outbox.mark_disclosure(disclosure)
    search.index(disclosure)


#: Fields of a disclosure on which its lists and its address depend.
PLACE = frozenset({"section", "section_id", "agency", "agency_id", "index_number"})


@receiver(pre_save, sender=Disclosure)
def moved(sender: Any, instance: Disclosure, **kwargs: Any) -> None:
    """A published disclosure leaves its section: the lists it leaves close up, those it joins open."""
    fields = kwargs.get("update_fields")
    if not instance.pk or instance.published_at is None or (fields is not None and not PLACE & set(fields)):
        return
    with across_agencies():
        before = Disclosure.ever_published.filter(pk=instance.pk).select_related("agency", "section").first()
        if before is None:
            return
        if before.index_number and (old := addresses.address_of(before)) != (new := addresses.address_of(instance)):
            outbox.mark("path", [old])
            outbox.mark_moved(old, new)
            outbox.mark_disclosure(before)
        if before.section_id == instance.section_id:
            return
        for section in (before.section, instance.section):
            if section is not None:
                outbox.mark_shifted(before, section)


@receiver(pre_delete, sender=Disclosure)
def removed(sender: Any, instance: Disclosure, **kwargs: Any) -> None:
    if instance.published_at is not None:
        outbox.mark_removed(instance)
        search.remove(instance)


@receiver([post_save, post_delete], sender=PublicNotice)
def notice(sender: Any, instance: PublicNotice, **kwargs: Any) -> None:
    outbox.mark("disclosure", [instance.disclosure_id])
    outbox.mark("agency", [instance.agency_id])
    outbox.mark("site", ["home", "notices", "elder", "embed"])


@receiver([post_save, post_delete], sender=Interpretation)
def interpretation(sender: Any, instance: Interpretation, **kwargs: Any) -> None:
    if tied := [pk for pk in (instance.policy_id, instance.disclosure_id) if pk]:
        outbox.mark("disclosure", tied)


@receiver(post_save, sender=Catalogue)
def catalogue(sender: Any, instance: Catalogue, **kwargs: Any) -> None:
    outbox.mark_catalogue(instance)


@receiver(pre_save, sender=Catalogue)
def catalogue_year(sender: Any, instance: Catalogue, **kwargs: Any) -> None:
    """The year is part of its address, to which the texts below its entries lead."""
    with across_agencies():
        before = Catalogue.objects.select_related("agency").filter(pk=instance.pk).first() if instance.pk else None
        if before is not None and before.year != instance.year:
            code = before.agency.code
            outbox.mark_catalogue_gone(code, before)
            outbox.mark_moved(addresses.catalogue(code, before.year), addresses.catalogue(code, instance.year))


@receiver(pre_delete, sender=Catalogue)
def catalogue_removed(sender: Any, instance: Catalogue, **kwargs: Any) -> None:
    with across_agencies():
        outbox.mark_catalogue_gone(instance.agency.code, instance)


@receiver(post_save, sender=CatalogueEntry)
@receiver(pre_delete, sender=CatalogueEntry)
def catalogue_entry(sender: Any, instance: CatalogueEntry, **kwargs: Any) -> None:
    outbox.mark("catalogue", [instance.catalogue_id])
    outbox.mark_entries([instance.pk])


@receiver(entries_changed)
def catalogue_entries(sender: Any, keys: list[int], **kwargs: Any) -> None:
    """The edition itself is marked when the import saves it."""
    outbox.mark_entries(keys)


@receiver([post_save, post_delete], sender=AnnualReport)
def report(sender: Any, instance: AnnualReport, **kwargs: Any) -> None:
    """A report that is not (or no longer) published has no page; one that is gets its page after the old one went."""
    outbox.mark_report(instance)
    outbox.mark("years", [instance.agency_id])


@receiver(post_save, sender=ServiceGuide)
def guide(sender: Any, instance: ServiceGuide, **kwargs: Any) -> None:
    outbox.mark_guide(instance)


@receiver(pre_delete, sender=ServiceGuide)
def guide_removed(sender: Any, instance: ServiceGuide, **kwargs: Any) -> None:
    outbox.mark_guide(instance, removed=True)


@receiver([post_save, post_delete], sender=Leader)
@receiver([post_save, post_delete], sender=LeadingGroup)
@receiver([post_save, post_delete], sender=LeadingGroupMember)
@receiver([post_save, post_delete], sender=Person)
def people(sender: Any, instance: Any, **kwargs: Any) -> None:
    outbox.mark("agency", [instance.agency_id])


@receiver([post_save, post_delete], sender=ReadingPoint)
def reading_point(sender: Any, instance: ReadingPoint, **kwargs: Any) -> None:
    """Named in the column of the guide, while that has no article."""
    outbox.mark("section", guide_columns([instance.agency_id]))


@receiver([post_save, post_delete], sender=RegulatoryDocument)
def regulatory(sender: Any, instance: RegulatoryDocument, **kwargs: Any) -> None:
    """Its dates stand on the agency's list and on the text itself."""
    outbox.mark("agency", [instance.agency_id])
    if instance.disclosure_id:
        outbox.mark("disclosure", [instance.disclosure_id])


@receiver(pre_save, sender=Section)
def section_code(sender: Any, instance: Section, **kwargs: Any) -> None:
    before = Section.objects.filter(pk=instance.pk).select_related("agency").first() if instance.pk else None
    if before is not None and before.code != instance.code:
        code = before.agency.code
        outbox.mark_moved(addresses.section(code, before.code), addresses.section(code, instance.code))


@receiver(pre_save, sender=Agency)
def agency_code(sender: Any, instance: Agency, **kwargs: Any) -> None:
    """The code is the first part of all its addresses, and of its index numbers where it has no other."""
    before = Agency.objects.filter(pk=instance.pk).first() if instance.pk else None
    if before is None or before.code == instance.code:
        return
    old, new = addresses.agency(before.code), addresses.agency(instance.code)
    outbox.mark_moved(old, new)
    front = before.code.upper()
    with across_agencies():
        if Disclosure.ever_published.filter(agency=before, index_number__startswith=f"{front}/").exists():
            outbox.mark_moved(f"{old}d/", f"{new}d/{front}-")
    outbox.mark_everything()


@receiver([post_save, post_delete], sender=Section)
def section(sender: Any, instance: Section, **kwargs: Any) -> None:
    outbox.mark_agency(instance.agency)


@receiver(post_save, sender=Agency)
def agency(sender: Any, instance: Agency, created: bool = False, **kwargs: Any) -> None:
    """The root agency speaks in the footer of every page; a new one has a sitemap of its own."""
    if created:
        outbox.mark("site", ["sitemap"])
    if instance.parent_id is None:
        outbox.mark_everything()
    else:
        outbox.mark_agency(instance)


@receiver(records_imported)
def imported(sender: Any, **kwargs: Any) -> None:
    """An import writes many records at once and sends no signal for each: the whole site is looked at again."""
    outbox.mark_everything()


@receiver(post_delete, sender=Agency)
@receiver([post_save, post_delete], sender=PortalSite)
def site(sender: Any, instance: Any, **kwargs: Any) -> None:
    outbox.mark_everything()
