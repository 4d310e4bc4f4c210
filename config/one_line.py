from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# No controls, and nothing that some program or printer takes for the end of a line.
one_line = RegexValidator(r"^[^\x00-\x1f\x7f\x85\u2028\u2029]*\Z", _("Write it on one line."))
