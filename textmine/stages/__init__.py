"""The stages, one file or folder each; `textmine.pipeline` holds their order."""
