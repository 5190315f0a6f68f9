"""Registers the report counts: meetings, trainings, staff, money, documents, reviews, suits, complaints."""
