"""What an import tells the rooms above. It writes many records at once, so Django's signals per record are not sent."""

from django.dispatch import Signal

#: Sent for each kind, inside the transaction, when records were written: ``sender`` is the model, ``new`` and
#: ``changed`` are lists of its records. Receivers may write or queue work for after commit, never call out.
records_imported = Signal()
