"""What leaves the program as a file, for whoever may take it out."""
