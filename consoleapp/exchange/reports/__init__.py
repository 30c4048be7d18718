"""Reports: what is asked, and how it reads in a workbook. One file a report."""
