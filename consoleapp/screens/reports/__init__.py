"""F9 Reports: the gallery, parameters, a look at the first rows, figures, and the file."""
