"""Questions put together from columns, for platforms that hand out no codes: blocks, joined cells, kinds."""

__all__: list[str] = []
