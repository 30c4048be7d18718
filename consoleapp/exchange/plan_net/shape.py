"""What of a foreign bundle has to be an object, and what a list, before anything is read out of it."""

from collections.abc import Mapping
from typing import Any

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_

LISTS_OF_OBJECTS = frozenset(
    {"identifier", "telecom", "extension", "specialty", "communication", "availableTime", "coding"}
)
LISTS_OF_TEXTS = frozenset({"given", "prefix", "line", "daysOfWeek"})
OBJECTS = frozenset({"period", "valuePeriod", "valueReference", "_name", "_text"})
REFERS_TO: Mapping[str, str] = {
    "practitioner": "Practitioner",
    "location": "Location",
    "healthcareService": "HealthcareService",
    "providedBy": "Organization",
    "valueReference": "Organization",
}
"""The kind of resource that each reference leads to."""


class Fault(Exception):
    """A part of a resource that cannot be taken in: where, what stands there, why."""

    def __init__(self, path: str, value: object, reason: ConsoleError) -> None:
        super().__init__()
        self.path = path
        self.value = str(value)[:120]
        self.reason = reason


def require_shape(part: Mapping[str, Any], path: str = "") -> None:
    """Raise Fault at the first part of a resource that has another shape than FHIR gives it."""
    for name, value in part.items():
        here = f"{path}.{name}" if path else name
        if name in LISTS_OF_OBJECTS:
            if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
                raise Fault(here, value, Refused(N_("A list of objects belongs here.")))
        elif name in LISTS_OF_TEXTS:
            if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
                raise Fault(here, value, Refused(N_("A list of texts belongs here.")))
        elif name in OBJECTS and not isinstance(value, dict):
            raise Fault(here, value, Refused(N_("An object belongs here.")))
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict):
                require_shape(one, here)
