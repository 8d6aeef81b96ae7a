"""The prompts: one Markdown file each, with named placeholders."""
