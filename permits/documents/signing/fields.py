"""Add signature fields as tagged form fields, before the first signature.

Why here and not while signing: a visible field that pyHanko makes by itself is not part of the
structure tree, which breaks PDF/UA-1; and after the first (certifying) signature no page may change.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from permits.documents.slots import Slot

from .errors import SigningRefused

_PRINT = 4  # annotation flag: shown on paper too


def add_signature_fields(pdf: bytes, slots: Sequence[Slot], *, code: str = "") -> bytes:
    """Return `pdf` with one empty, tagged signature field per slot, in signing order.

    The last slot locks every field (FieldMDP *All*): whoever signs there signs last. `code` is the
    document's verification code: it is written into the metadata (dc:identifier) and, with the
    contents, into the permanent file identifier, so that a changed copy is recognised as a copy of
    ours. The same input gives the same bytes. Keeps PDF/A-3a and PDF/UA-1.
    """
    if len({slot.name for slot in slots}) != len(slots) or not slots:
        raise SigningRefused(_("Documentul nu are locuri de semnătură sau două locuri au același nume."))
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            _add_all(document, slots)
            identifier = hashlib.sha256(code.encode() + b"\0" + pdf).digest()[:16]
            document.trailer["/ID"] = Array([String(identifier), String(identifier)])
            if code:
                with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                    metadata["dc:identifier"] = code
            target = io.BytesIO()
            document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    except pikepdf.PdfError as error:
        raise SigningRefused(_("Documentul de semnat nu este un PDF care poate fi citit.")) from error
    return target.getvalue()


def _add_all(document: Pdf, slots: Sequence[Slot]) -> None:
    root = document.Root
    if "/AcroForm" in root and len(root.AcroForm.get("/Fields", Array())):
        raise SigningRefused(_("Documentul are deja un formular; locurile de semnătură se adaugă o singură dată."))
    if "/StructTreeRoot" not in root:
        raise SigningRefused(_("Documentul nu este etichetat (PDF/UA); nu se poate semna."))
    tree = root.StructTreeRoot
    top = _document_element(tree)
    next_key = int(tree.get("/ParentTreeNextKey", 0))
    if "/ParentTree" not in tree:
        tree.ParentTree = document.make_indirect(Dictionary(Nums=Array()))
    parents = pikepdf.NumberTree(tree.ParentTree)
    next_key = max([next_key, *(int(key) + 1 for key in parents.keys())])  # noqa: SIM118  # not a dict
    fields = Array()
    for position, slot in enumerate(slots):
        page = document.pages[slot.page].obj
        element = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Form, P=top, Pg=page))
        widget = document.make_indirect(_widget(document, slot, page, next_key, last=position == len(slots) - 1))
        element.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
        element.Alt = String(slot.label)
        _append_child(document, top, element)
        parents[next_key] = element
        next_key += 1
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(widget)
        page.Tabs = Name.S
        fields.append(widget)
    tree.ParentTreeNextKey = next_key
    root.AcroForm = document.make_indirect(Dictionary(Fields=document.make_indirect(fields), SigFlags=3))


def _widget(document: Pdf, slot: Slot, page: Object, key: int, *, last: bool) -> Dictionary:
    empty = document.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Form, Resources=Dictionary(),
        BBox=Array([0, 0, _points(slot.x1 - slot.x0), _points(slot.y1 - slot.y0)]),
    )
    entries: dict[str, Any] = {
        "/Type": Name.Annot, "/Subtype": Name.Widget, "/FT": Name.Sig, "/T": String(slot.name),
        "/TU": String(slot.label), "/Contents": String(slot.label), "/F": _PRINT, "/P": page,
        "/Rect": Array([_points(value) for value in (slot.x0, slot.y0, slot.x1, slot.y1)]),
        "/AP": Dictionary(N=empty), "/StructParent": key,
    }
    if last:
        entries["/Lock"] = document.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All))
    return Dictionary(entries)


def _points(value: float) -> Any:
    return round(value, 3)


def _document_element(tree: Object) -> Object:
    """The structure element that holds the whole document, under which forms go last."""
    kids = tree.get("/K")
    first = kids[0] if isinstance(kids, Array) and len(kids) else kids
    if not isinstance(first, Dictionary):
        raise SigningRefused(_("Documentul nu este etichetat (PDF/UA); nu se poate semna."))
    return first


def _append_child(document: Pdf, parent: Object, child: Object) -> None:
    kids = parent.get("/K")
    if kids is None:
        parent.K = Array([child])
    elif isinstance(kids, Array):
        kids.append(child)
    else:
        parent.K = Array([kids, child])
