"""Tables handed in by people (xlsx, csv) into checked rows: specifications, errors by place, all or nothing."""
