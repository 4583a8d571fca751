"""Several files as one survey: which columns belong together, and whose response is whose."""

__all__: list[str] = []
