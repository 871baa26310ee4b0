"""What pages have many of, drawn by functions: a template takes ten times as long over it.

Everything that comes from outside is escaped, here as in a template: patterns are filled by `format_html`.
The components of templates/components that are drawn here say so.
"""
