"""What people coded and corrected by hand -> labels, corrections."""

__all__: list[str] = []
