"""The annual report: computed, overridden, narrated, frozen, typeset."""
