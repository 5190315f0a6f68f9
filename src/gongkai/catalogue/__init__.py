"""What an agency must disclose, by whom, by when, where."""
