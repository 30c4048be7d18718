"""Reports at the desk: who may ask, what stays masked, what goes on record (SAFETY 11, 14, 18)."""

from consoleapp.desk.reports import answers
from consoleapp.desk.reports.exporting import Pieces, begin, reading, written
from consoleapp.desk.reports.looking import Preview, preview
from consoleapp.desk.reports.shapes import Answer, Figure, Given, Question

__all__ = [
    "Answer",
    "Figure",
    "Given",
    "Pieces",
    "Preview",
    "Question",
    "answers",
    "begin",
    "preview",
    "reading",
    "written",
]
