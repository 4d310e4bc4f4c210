"""Selects, written without a template for each of their options.

Django renders two templates an option: a list of all countries took 20 ms of a page, and takes 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]  # as a widget describes itself to its template


class FormRenderer(TemplatesSetting):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """What Django's own template of a select says, but for white space."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Widget) -> SafeString:
    groups = format_html_join("", "{}", ((group,) for group in _groups(widget)))
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], flatatt(widget["attrs"]), groups
    )


def _groups(widget: Widget) -> Iterator[SafeString]:
    for name, options, _ in widget["optgroups"]:
        written = format_html_join(
            "",
            '\n<option value="{}"{}>{}</option>',
            ((str(each["value"]), _attributes(each), each["label"]) for each in options),
        )
        if name:
            written = format_html('\n<optgroup label="{}">{}\n</optgroup>', name, written)
        yield written


def _attributes(option: Widget) -> str:
    """Most options have none; to write nothing takes Django longer than the option itself."""
    return flatatt(option["attrs"]) if option["attrs"] else ""
