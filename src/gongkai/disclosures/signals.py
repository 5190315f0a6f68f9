"""What happened to a disclosure, for the rooms above. Sent inside the transaction of the act itself.

Each is sent with ``sender=Disclosure, disclosure=<record>``; receivers may write (in the same transaction) or
queue work for after commit, never call out.
"""

from django.dispatch import Signal

disclosure_published = Signal()
disclosure_changed = Signal()
disclosure_withdrawn = Signal()

#: The files of a disclosure are others now (``sender=Attachment, disclosure=<record>``), public ones or a draft's.
attachments_changed = Signal()
