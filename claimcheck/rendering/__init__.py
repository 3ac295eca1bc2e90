"""Reports as text: JSON for programs, Markdown and one HTML file for people. Pure functions; nothing here prints."""
