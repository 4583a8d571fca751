"""A static encoder taught by translations: the packages they come from, their texts, the training."""
