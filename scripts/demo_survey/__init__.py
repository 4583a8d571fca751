"""The demo survey: its tables, and the writer of LimeSurvey files."""
