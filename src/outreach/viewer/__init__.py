"""Letters on a page: the same for the preview, the sandbox's inbox, and pages written as files."""
