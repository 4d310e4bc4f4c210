"""The logo: a picture that we wrote ourselves, seen by members only."""

from __future__ import annotations

from io import BytesIO
from os import urandom

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tenants.rooms import workspace_of
from workspace.company.models import Company
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db

HERE = "/api/v1/company/logo/"


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind="PNG", size=(40, 20), **how):
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **how)
    return SimpleUploadedFile(f"logo.{kind.lower()}", written.getvalue())


def noise():
    """A sound picture that cannot be packed: 700 × 700 dots, 1.4 MB."""
    written = BytesIO()
    Image.frombytes("RGB", (700, 700), urandom(700 * 700 * 3)).save(written, "PNG")
    return SimpleUploadedFile("logo.png", written.getvalue())


def damaged_exif():
    """A JPEG whose EXIF breaks off in its head: Pillow raises struct.error."""
    return picture("JPEG", exif=b"Exif\0\0II*\0\x08", dpi=(72, 72))


def put(person, file):
    return person.api.put(HERE, {"logo": file}, format="multipart")


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_becomes_the_logo(alice, bob, kind, media):
    assert put(alice, picture(kind)).json()["has_logo"] is True

    shown = bob.api.get(HERE, headers={"Accept": "image/*"})
    assert (shown.status_code, shown["Content-Type"]) == (200, media)
    assert shown["Cache-Control"] == "private, no-cache"
    assert Image.open(BytesIO(shown.content)).size == (40, 20)


def test_it_lies_in_the_workspaces_own_folder_under_a_name_of_ours(alice, acme, files):
    put(alice, picture())

    [kept] = [path for path in files.rglob("*") if path.is_file()]
    assert kept.parent == files / acme.room.schema / "company"
    assert (kept.stem != "logo", kept.suffix) == (True, ".png")


def test_what_hid_in_the_file_is_gone(alice, files):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    hidden = picture("JPEG", exif=exif).read() + b"<script>trailing</script>"

    put(alice, SimpleUploadedFile("logo.jpeg", hidden))

    [kept] = [path for path in files.rglob("*") if path.is_file()]
    assert b"taken at home" in hidden
    assert b"taken at home" not in kept.read_bytes()
    assert b"script" not in kept.read_bytes()


def test_a_cameras_picture_with_more_behind_it_is_taken_as_a_jpeg(alice, bob):
    more = Image.new("RGB", (40, 20), "red")

    put(alice, picture("MPO", save_all=True, append_images=[more]))

    shown = Image.open(BytesIO(bob.api.get(HERE).content))
    assert (shown.format, shown.size, getattr(shown, "n_frames", 1)) == ("JPEG", (40, 20), 1)


def test_a_large_picture_is_made_smaller(alice, bob):
    put(alice, picture(size=(3000, 1500)))

    assert Image.open(BytesIO(bob.api.get(HERE).content)).size == (1200, 600)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(SimpleUploadedFile("logo.svg", SVG, "image/svg+xml"), id="svg"),
        pytest.param(SimpleUploadedFile("logo.png", SVG, "image/png"), id="svg called png"),
        pytest.param(picture("GIF"), id="gif"),
        pytest.param(SimpleUploadedFile("logo.png", picture().read()[:60]), id="half a picture"),
        pytest.param(noise(), id="over 1 MB"),
        pytest.param(picture(size=(8000, 4000)), id="too many dots"),
        pytest.param(picture(size=(1, 10_001)), id="one column"),
        pytest.param(picture(size=(10_001, 1)), id="one row"),
        pytest.param(damaged_exif(), id="damaged exif"),
    ],
)
def test_what_is_no_small_png_or_jpeg_is_refused_and_nothing_is_kept(alice, files, file):
    file.seek(0)

    response = put(alice, file)

    assert (response.status_code, response.json()["code"]) == (422, "logo")
    assert list(response.json()["fields"]) == ["logo"]
    assert list(files.rglob("*")) == []


def test_a_file_that_is_too_large_is_called_so(alice):
    assert put(alice, noise()).json()["fields"] == {
        "logo": ["The picture is larger than 1 MB. Save it smaller."]
    }


def test_a_new_logo_replaces_the_file_of_the_old_one(
    alice, files, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        put(alice, picture("PNG"))
        put(alice, picture("JPEG"))

    assert [path.suffix for path in files.rglob("*") if path.is_file()] == [".jpg"]


def test_removing_it_takes_the_file_away_and_repeats_safely(
    alice, acme, files, django_capture_on_commit_callbacks
):
    put(alice, picture())

    with django_capture_on_commit_callbacks(execute=True):
        assert [alice.api.delete(HERE).status_code for _ in range(2)] == [204, 204]

    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert alice.api.get(HERE).status_code == 404
    with workspace_of(acme):
        assert not Company.objects.the_one().logo
        assert [line.verb for line in Entry.objects.all()] == ["logo removed", "logo put"]


def test_charlie_sees_nothing_and_changes_nothing(alice, charlie, acme):
    put(alice, picture())

    assert charlie.api_at(acme).get(HERE).status_code == 401
    assert charlie.at(acme).get(HERE).status_code == 404
    assert charlie.api_at(acme).delete(HERE).status_code == 401
    assert charlie.at(acme).delete(HERE).status_code == 404
    assert charlie.api.get(HERE).status_code == 404
    assert alice.api.get(HERE).status_code == 200


def test_a_seller_may_not_change_it(bob):
    assert put(bob, picture()).status_code == 403
