"""The example district and its towns, with an account for every role. Demo data only."""
