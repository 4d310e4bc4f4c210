from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def marked(text: str) -> SafeString:
    """Plain text as HTML, in which `this` is code."""
    parts = enumerate(text.split("`"))
    pieces = [format_html("<code>{}</code>", part) if n % 2 else part for n, part in parts]
    return format_html_join("", "{}", ((piece,) for piece in pieces))
