"""A published annual report, read (`recognise`) and judged (`rules`)."""
