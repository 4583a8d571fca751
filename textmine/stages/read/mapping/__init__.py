"""What a person says of the columns of an export: the sections [columns] and [questions] of textmine.toml."""

__all__: list[str] = []
