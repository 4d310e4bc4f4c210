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
MOST_A_SIDE = 10_000  # a picture of one column costs many times the memory of a square one
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
            picture, kind = _decoded(content)
    except LogoRefused:
        raise
    except Exception as error:  # a damaged file makes the decoder raise whatever it likes
        raise _refused(_("Choose a picture in PNG or JPEG.")) from error
    return _encoded_anew(picture, kind), SUFFIXES[kind]


def _decoded(content: bytes) -> tuple[Image.Image, str]:
    with Image.open(BytesIO(content), formats=list(SUFFIXES)) as picture:
        _check_size(picture)
        # A camera's MPO is a JPEG with more pictures behind the first one, which is what we take.
        kind = "PNG" if picture.format == "PNG" else "JPEG"
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return upright.convert("RGBA" if kind == "PNG" else "RGB"), kind


def _check_size(picture: Image.Image) -> None:
    """Before anything is decoded: a few bytes can claim to be a picture of any size."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _refused(_("The picture has more than 16 million dots. Save it smaller."))
    if max(picture.size) > MOST_A_SIDE:
        raise _refused(LogoRefused.detail)


def _encoded_anew(picture: Image.Image, kind: str) -> bytes:
    picture.info.clear()
    written = BytesIO()
    picture.save(written, kind, optimize=True, quality=90)
    return written.getvalue()


def _refused(sentence: object) -> LogoRefused:
    return LogoRefused(fields={"logo": [str(sentence)]})
