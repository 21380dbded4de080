"""From data to what the package ships; see README.md."""
