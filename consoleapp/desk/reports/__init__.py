"""Reports at the desk: who may ask, what stays masked, what goes on record (SAFETY 11, 14, 18)."""

from consoleapp.desk.reports.exporting import Pieces, begin, reading, written
from consoleapp.desk.reports.looking import Preview, preview
from consoleapp.desk.reports.shapes import Figure, Given, Question

__all__ = ["Figure", "Given", "Pieces", "Preview", "Question", "begin", "preview", "reading", "written"]
