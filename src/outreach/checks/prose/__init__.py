"""What an editor would mend in a text: one kind of slip a module."""
