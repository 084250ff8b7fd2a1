"""Bringing a file in: stored as it came, then read in the background."""
from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gisapp.accounts.models import Authority
from gisapp.core import clock, files, jobs
from gisapp.core.errors import Refused
from layers import crs
from layers.imports.formats import READ
from layers.imports.read_delivery import JOB
from layers.imports.remote.caller import check_address
from layers.keepers.guard import keepers
from layers.models import Delivery, Layer

MOST_BYTES = 300 * 1024 * 1024
ENCODINGS = [("", gettext_lazy("se află din fișier")), ("utf-8", "UTF-8"), ("cp1250", "Windows 1250"), ("iso-8859-2", "ISO 8859-2"), ("iso-8859-16", "ISO 8859-16"), ("cp852", "DOS 852"), ("utf-16", "UTF-16")]
COVERAGES = [("", gettext_lazy("ca până acum")), ("limit", gettext_lazy("în limita localității")), ("extent", gettext_lazy("doar în jurul elementelor livrate"))]


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes the parts of a shapefile together."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file, or the parts of one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Check each file."""
        given = data if isinstance(data, list | tuple) else [data]
        found = [super(SeveralFilesField, self).clean(one, initial) for one in given if one]
        return found or ([super().clean(None, initial)] if self.required else [])


def check_crs(text: str) -> str:
    """Return the text of a coordinate system if it is one."""
    if text:
        try:
            crs.identify(text)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal
    return text


class UploadForm(forms.Form):
    """What a delivery must say; the rest is asked when the file does not say it."""

    layer = forms.ModelChoiceField(Layer.objects.none(), label=gettext_lazy("Stratul"), to_field_name="code")
    file = SeveralFilesField(
        label=gettext_lazy("Fișierul"), allow_empty_file=True, max_length=200, required=False,
        help_text=gettext_lazy("GeoPackage, Shapefile (ZIP sau toate părțile lui deodată), GeoJSON, KML/KMZ, GML, DXF, MapInfo, CSV, FileGDB (ZIP)."),
    )
    url = forms.URLField(
        label=gettext_lazy("sau adresa unui serviciu WFS ori OGC API Features"), required=False, max_length=500, assume_scheme="https", widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
        help_text=gettext_lazy("De exemplu https://geoportal.example.ro/wfs?service=WFS sau https://date.example.ro/collections/parcele. În locul fișierului."),
    )
    service_layer = forms.CharField(label=gettext_lazy("Stratul din serviciu"), required=False, max_length=120, help_text=gettext_lazy("Gol dacă serviciul are unul singur."))
    data_date = forms.DateField(label=gettext_lazy("Data de care vorbesc datele"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    crs = forms.CharField(label=gettext_lazy("Sistemul de coordonate"), required=False, max_length=5000, help_text=gettext_lazy("Cod EPSG (3844 = Stereo 70, 4326 = WGS 84) sau WKT; gol dacă fișierul îl spune."))
    encoding = forms.ChoiceField(label=gettext_lazy("Codificarea textului"), choices=ENCODINGS, required=False)
    coverage = forms.ChoiceField(label=gettext_lazy("Unde este complet stratul"), choices=COVERAGES, required=False)
    note = forms.CharField(label=gettext_lazy("Notă"), required=False, max_length=300)

    def __init__(self, authority: Authority, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["layer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Layer.objects.filter(authority=authority, active=True)
        if not settings.IMPORT_HOSTS:
            del self.fields["url"], self.fields["service_layer"]
            self.fields["file"].required = True
        field.label_from_instance = lambda layer: f"{layer.title} ({layer.code})"  # type: ignore[method-assign,assignment]

    def clean_crs(self) -> str:
        """A coordinate system that nobody knows is refused before the file is read."""
        return check_crs(self.cleaned_data["crs"].strip())

    def clean_data_date(self) -> Any:
        """Data cannot speak of a day to come."""
        day = self.cleaned_data["data_date"]
        if day > clock.today():
            raise ValidationError(_("Data nu poate fi în viitor."))
        return day

    def clean(self) -> dict[str, Any]:
        """A file or an address, not both and not neither."""
        told = super().clean() or {}
        if not told.get("file") and not told.get("url") and not {"file", "url"} & set(self.errors):
            self.add_error("file", _("Alegeți fișierul sau scrieți adresa serviciului."))
        if told.get("file") and told.get("url"):
            self.add_error("url", _("Ați dat și un fișier, și o adresă. Păstrați una dintre ele."))
        return told

    def clean_url(self) -> str:
        """An address that may not be called is refused before anything is stored."""
        url: str = self.cleaned_data["url"].strip()
        if url:
            try:
                check_address(url)
            except Refused as refusal:
                raise ValidationError(refusal.sentence) from refusal
        return url

    def clean_file(self) -> list[UploadedFile]:
        """Refuse what is too large before it is stored."""
        given: list[UploadedFile] = self.cleaned_data["file"]
        if sum(one.size or 0 for one in given) > MOST_BYTES:
            raise ValidationError(_("Fișierul depășește %(size)s MB. Aduceți-l pe linia de comandă (import_layer) sau împărțiți-l.") % {"size": MOST_BYTES // 1024 // 1024})
        return given


@keepers
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file for a layer and begin to read it."""
    initial = {"layer": request.GET.get("layer", ""), "data_date": clock.today()}
    form = UploadForm(request.authority, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("keepers_delivery", _receive(request, form.cleaned_data).pk)
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
    return render(request, "layers/keepers/upload.html", {"form": form, "formats": READ, "hosts": settings.IMPORT_HOSTS}, status=422 if form.errors else 200)


@transaction.atomic
def _receive(request: HttpRequest, told: dict[str, Any]) -> Delivery:
    if told.get("url"):
        name, sha256 = urlsplit(told["url"]).hostname or "", ""
    else:
        name, blob = _kept(told["file"])
        sha256 = blob.sha256
    delivery = Delivery.objects.create(
        authority=request.authority, layer=told["layer"], file_name=name, sha256=sha256, url=told.get("url", ""), received_at=clock.now(), received_by=request.user, data_date=told["data_date"],
        report={"answers": {key: told[key] for key in ("crs", "encoding", "coverage", "note", "service_layer") if told.get(key)}},
    )
    jobs.enqueue(JOB, delivery=delivery.pk)
    return delivery


def _kept(given: list[UploadedFile]) -> tuple[str, files.Blob]:
    """Store the file as it came; several files are the parts of one and are kept together in an archive, uncompressed."""
    if len(given) == 1:
        return _plain(given[0].name), files.store(given[0].chunks())
    with tempfile.TemporaryFile() as whole:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
            for one in given:
                with archive.open(_plain(one.name), "w") as part:
                    for chunk in one.chunks():
                        part.write(chunk)
        whole.seek(0)
        return f"{PurePosixPath(_plain(given[0].name)).stem}.zip", files.store(_blocks(whole))


def _blocks(file: Any) -> Iterator[bytes]:
    while block := file.read(1024 * 1024):
        yield block


def _plain(name: str | None) -> str:
    """Return the last part of a name, without what cannot be kept or shown."""
    last = Path((name or "").replace("\\", "/").replace("\x00", "")).name
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "fișier"
