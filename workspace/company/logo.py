"""A logo as it came, made into a picture that we wrote ourselves.

Only PNG and JPEG: an SVG can carry a program. What comes out has been decoded and encoded again,
without the metadata (a photo's place) or whatever else was hidden in the file.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from config.errors import Refusal

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 4000 * 4000
LONGEST_SIDE = 1200  # 10 cm in print at 300 dots an inch

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg"}
TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


class LogoRefused(Refusal):
    """The file is no picture that we take."""

    code = "logo"
    detail = _("This file cannot be the logo.")


def read_logo(file: BinaryIO) -> tuple[bytes, str]:
    """The picture encoded anew, and its suffix. Raises LogoRefused."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused(_("The picture is larger than 1 MB. Save it smaller."))
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            return _encoded_anew(content)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused(_("Choose a picture in PNG or JPEG.")) from error


def _encoded_anew(content: bytes) -> tuple[bytes, str]:
    with Image.open(BytesIO(content), formats=list(SUFFIXES)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _refused(_("The picture has more than 16 million dots. Save it smaller."))
        kind = str(picture.format)
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean = upright.convert("RGBA" if kind == "PNG" else "RGB")
    written = BytesIO()
    clean.info.clear()
    clean.save(written, kind, optimize=True, quality=90)
    return written.getvalue(), SUFFIXES[kind]


def _refused(sentence: object) -> LogoRefused:
    return LogoRefused(fields={"logo": [str(sentence)]})
