"""The steps of the schema, one file each; ``store.schema`` puts them in order."""
