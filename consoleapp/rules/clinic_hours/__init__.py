"""Hours as clinics print them, read into standard OpenStreetMap ``opening_hours`` expressions (DOMAIN 9).

``words`` takes a text apart, ``times`` settles what ``9-1`` means, ``reader`` puts days and times together,
``week`` is what was read and how it is written. What cannot be read for certain is refused with the place
marked: a wrong hour sends somebody to a closed door.
"""

from consoleapp.rules.clinic_hours.reader import read
from consoleapp.rules.clinic_hours.unreadable import Unreadable
from consoleapp.rules.clinic_hours.week import Day, Week

__all__ = ["Day", "Unreadable", "Week", "read"]
