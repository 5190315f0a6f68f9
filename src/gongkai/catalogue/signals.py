"""What happened to a catalogue, for the rooms above, where Django's signals per record are not sent."""

from django.dispatch import Signal

#: Many entries were written at once (``sender=CatalogueEntry, keys=<their keys>``), inside the transaction of the act.
entries_changed = Signal()
