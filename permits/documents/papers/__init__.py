"""What is inside an uploaded file, found in a process of its own with limits: flags and pages of a PDF, pictures to look at."""

from .look_inside import LOCKED, PdfInside, inside_pdf
from .pictures import NoPicture, page_picture, picture

__all__ = ["LOCKED", "NoPicture", "PdfInside", "inside_pdf", "page_picture", "picture"]
