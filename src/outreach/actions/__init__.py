"""One verb each; collaborators are parameters."""
