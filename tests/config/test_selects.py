"""A select says what Django's own template would say."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from django.utils.translation import gettext_lazy, override

from config.selects import FormRenderer

ODD = [("", "—"), (1, "one"), ("<&>", 'A "quoted" <b>'), ("lazy", gettext_lazy("Invoice"))]
GROUPS = [
    ("Europe & more", [("LV", "Latvia"), ("EE", "Estonia")]),
    ("", [("x", "y")]),
    ("KZ", "Kazakhstan"),
]


def written(renderer, widget, value):
    attributes = {"id": "it", "required": True, "lang": False}
    return parse_html(widget.render("land", value, attributes, renderer()))


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("choices", [(), ODD, GROUPS])
@pytest.mark.parametrize("value", [None, "LV", 1, "<&>", ["lazy", "x"]])
def test_it_says_what_the_template_says(kind, choices, value):
    widget = kind(choices=choices, attrs={"data-x": 'a"b'})

    with override("lv"):
        ours, stock = (written(each, widget, value) for each in (FormRenderer, TemplatesSetting))

    assert ours == stock


def test_other_widgets_have_their_templates():
    widget = forms.TextInput()

    assert widget.render("n", "<", renderer=FormRenderer()) == widget.render(
        "n", "<", renderer=TemplatesSetting()
    )
