"""A name in a workspace's address, made of what a business is called."""

from __future__ import annotations

import re
import unicodedata

from django.conf import settings
from django.db.models import Q

from tenants.models import Tenant

LONGEST, SHORTEST = 40, 2
NONE_FITS = "office"

# Russian as GOST R 52535.1 writes it in passports, Kazakh as its own Latin alphabet would without
# marks, Ukrainian alike. What is not here is read by its decomposition: ķ is k, é is e.
# fmt: off
_LETTERS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ә": "a", "ғ": "g", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
    "ї": "i", "є": "ie", "ґ": "g",
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})
# fmt: on


def slug_of(name: str) -> str:
    """`ТОО «Нан & Со»` → `too-nan-so`. A name without a letter that we can read becomes `office`."""
    spelled = name.lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    return slug if len(slug) >= SHORTEST else NONE_FITS


def is_free(slug: str) -> bool:
    return slug not in settings.RESERVED_SLUGS and not Tenant.objects.filter(slug=slug).exists()


def free_like(slug: str) -> str:
    """This one, or the next that nobody has: `acme`, `acme-2`, `acme-3`. One query."""
    stem = slug[: LONGEST - 4].rstrip("-")
    near = Tenant.objects.filter(Q(slug=slug) | Q(slug__startswith=f"{stem}-"))
    taken = {*near.values_list("slug", flat=True), *settings.RESERVED_SLUGS}
    number = 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
