"""Requests for information (依申请公开)."""
