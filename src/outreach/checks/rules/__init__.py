"""What each code means, a file for each family."""
