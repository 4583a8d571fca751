"""Files as rows of cells: text with separators, workbooks; and those rows under headings."""

__all__: list[str] = []
