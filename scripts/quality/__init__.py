"""The quality instrument: labelled cases in plain formats, the stages run on them, and figures."""
