"""Pure: the nouns of the glossary, and what can be decided from values alone."""
