"""A FHIR bundle taken in: checked whole, every fault with its place, then entries of the directory."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from consoleapp.errors import ConsoleError, NotFound, Refused
from consoleapp.exchange.extracts.bounds import MEGABYTE
from consoleapp.exchange.plan_net import codes
from consoleapp.exchange.plan_net.hours import printed
from consoleapp.exchange.plan_net.shape import REFERS_TO, Fault, require_shape
from consoleapp.i18n import N_
from consoleapp.rules.provider_record import ProviderField
from consoleapp.rules.provider_round import BadRow, EditedRow
from consoleapp.rules.text import clean
from consoleapp.settings import Imports

F = ProviderField
Resource = Mapping[str, Any]


def read_bundle(file: Path, limits: Imports) -> tuple[list[EditedRow], list[BadRow], tuple[str, ...]]:
    """Entries, faults and the networks named. Raises Refused for what is no bundle, or beyond the bounds."""
    if not file.is_file():
        raise NotFound(N_("There is no file {file}. Check the name and the folder."), file=str(file))
    if file.stat().st_size > limits.unpacked_megabytes * MEGABYTE:
        raise Refused(
            N_("{file} has more than {most} MB. Take it in by parts."),
            file=file.name,
            most=limits.unpacked_megabytes,
        )
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(N_("{file} is no JSON in UTF-8."), file=file.name) from error
    return read_resources(_resources(found, file.name, limits))


def _resources(found: object, name: str, limits: Imports) -> list[Resource]:
    entries = (
        found.get("entry") if isinstance(found, dict) and found.get("resourceType") == "Bundle" else None
    )
    if not isinstance(entries, list):
        raise Refused(N_("{file} is no FHIR bundle with entries."), file=name)
    if len(entries) > limits.rows * 5:
        raise Refused(N_("{file} has too many resources. Take it in by parts."), file=name)
    return [one.get("resource") if isinstance(one, dict) else None for one in entries]  # type: ignore[misc]


def read_resources(resources: Sequence[Resource]) -> tuple[list[EditedRow], list[BadRow], tuple[str, ...]]:
    """A place a role has, or a service no role names, is an entry."""
    by_reference: dict[str, Resource] = {}
    edited: list[EditedRow] = []
    bad: list[BadRow] = []
    for place, one in enumerate(resources, 1):
        try:
            _plain(one)
            require_shape(one)
            if _reference(one) in by_reference:
                raise Fault("id", one["id"], Refused(N_("This id stands in the bundle twice.")))
            by_reference[_reference(one)] = one
        except Fault as fault:
            bad.append(_bad(place, "", fault))
    served = {
        reference
        for one in by_reference.values()
        if one["resourceType"] == "PractitionerRole"
        for reference in _references(one, "healthcareService")
    }
    networks: set[str] = set()
    for place, one in enumerate(resources, 1):
        if not isinstance(one, dict) or by_reference.get(_reference(one)) is not one:
            continue
        if one["resourceType"] == "HealthcareService" and f"HealthcareService/{one['id']}" in served:
            continue
        if one["resourceType"] in ("PractitionerRole", "HealthcareService"):
            number = _number(one)
            try:
                typed = _typed(one, by_reference)
            except Fault as fault:
                bad.append(_bad(place, number, fault))
                continue
            networks.update(part for part in typed[F.NETWORKS].split("; ") if part)
            edited.append(EditedRow(place, number, 0, typed, None))
    return edited, bad, tuple(sorted(networks))


def _reference(one: Resource) -> str:
    return f"{one.get('resourceType')}/{one.get('id')}"


def _bad(place: int, number: str, fault: Fault) -> BadRow:
    return BadRow(place, number, fault.path, fault.value, fault.reason)


def _plain(one: object) -> None:
    """It is a resource of a kind and with an id."""
    if not isinstance(one, dict) or one.get("resourceType") not in codes.RESOURCES:
        kind = one.get("resourceType") if isinstance(one, dict) else one
        known = ", ".join(codes.RESOURCES)
        raise Fault("resourceType", kind, Refused(N_("A resource must be one of: {known}."), known=known))
    if not isinstance(one.get("id"), str) or not one["id"]:
        raise Fault("id", one.get("id"), Refused(N_("A resource needs an id.")))


def _list(one: Resource, name: str) -> list[Any]:
    value = one.get(name, [])
    if not isinstance(value, list) or any(not isinstance(part, dict) for part in value):
        raise Fault(name, value, Refused(N_("A list of objects belongs here.")))
    return value


def _text(one: Resource, name: str) -> str:
    value = one.get(name, "")
    if not isinstance(value, str):
        raise Fault(name, value, Refused(N_("A text belongs here.")))
    return clean(value)


def _references(one: Resource, name: str) -> Iterator[str]:
    value = one.get(name, [])
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict) and isinstance(part.get("reference"), str):
            yield part["reference"]


def _first(one: Resource, name: str, by_reference: Mapping[str, Resource], *, needed: bool) -> Resource:
    """The resource referred to; what is not in the bundle is a fault."""
    for reference in _references(one, name):
        if reference not in by_reference:
            raise Fault(name, reference, Refused(N_("The bundle does not hold what is referred to here.")))
        if by_reference[reference]["resourceType"] != REFERS_TO[name]:
            raise Fault(name, reference, Refused(N_("A {kind} belongs here."), kind=REFERS_TO[name]))
        return by_reference[reference]
    if needed:
        raise Fault(name, "", Refused(N_("A reference is missing here.")))
    return {}


def _typed(one: Resource, by_reference: Mapping[str, Resource]) -> dict[ProviderField, str]:
    person = one["resourceType"] == "PractitionerRole"
    service = _first(one, "healthcareService", by_reference, needed=False) if person else one
    location = _first(one, "location", by_reference, needed=False)
    named: Resource = one
    if person:
        practitioner = _first(one, "practitioner", by_reference, needed=True)
        named = next(iter(_list(practitioner, "name")), {})
        spoken = _list(practitioner, "communication")
    else:
        provided = _first(one, "providedBy", by_reference, needed=False)
        named = one if one.get("name") or one.get("_name") else provided
        spoken = _list(one, "communication")
    extensions = {part.get("url"): part for part in (*_list(service, "extension"), *_list(one, "extension"))}
    field = "text" if person else "name"
    address = location.get("address", {})
    if not isinstance(address, dict):
        raise Fault("Location.address", address, Refused(N_("An object belongs here.")))
    period = extensions.get(codes.EFFECTIVE, {}).get("valuePeriod") or one.get("period") or {}
    return {
        F.NETWORKS: "; ".join(_networks(one, service, by_reference)),
        F.KIND: _kind(extensions, person=person),
        F.NAME: _human(named) if person and not named.get("text") else _text(named, field),
        F.NAME_ZH: _chinese(named, field),
        F.SPECIALTY: _concept(_list(one, "specialty") or _list(service, "specialty")),
        F.AREA: _text(address, "state"),
        F.DISTRICT: _text(address, "district"),
        F.ADDRESS: _text(address, "text") or ", ".join(map(str, address.get("line", []))),
        F.ADDRESS_ZH: _chinese(address, "text"),
        F.PHONES: "; ".join(_phones(one, service, location)),
        F.HOURS: _hours(one, service),
        F.DIRECT_BILLING: _yes_no(extensions.get(codes.DIRECT_BILLING, {}).get("valueBoolean")),
        F.SECTOR: str(extensions.get(codes.SECTOR, {}).get("valueCode", "")),
        F.LANGUAGES: ", ".join(filter(None, (_concept([part]) for part in spoken))),
        F.APPOINTMENT_NEEDED: _yes_no(service.get("appointmentRequired")),
        F.EFFECTIVE_FROM: str(period.get("start", ""))[:10],
        F.EFFECTIVE_TO: str(period.get("end", ""))[:10],
    }


def _number(one: Resource) -> str:
    """Our number where the bundle is ours; else the first one it has, so that it is known again."""
    found = [part for part in one.get("identifier", []) if isinstance(part, dict) and part.get("value")]
    ours = [part for part in found if part.get("system") == codes.NUMBER_SYSTEM]
    return (
        clean(str((ours or found)[0]["value"])).upper()[:40] if found else clean(str(one["id"])).upper()[:40]
    )


def _kind(extensions: Mapping[Any, Resource], *, person: bool) -> str:
    told = extensions.get(codes.KIND, {}).get("valueCode")
    return str(told) if told else "doctor" if person else "clinic"


def _human(name: Resource) -> str:
    given = name.get("given", [])
    parts = [*name.get("prefix", []), *given, name.get("family", "")]
    return clean(" ".join(str(part) for part in parts if part))


def _chinese(one: Resource, name: str) -> str:
    for part in one.get(f"_{name}", {}).get("extension", []):
        inner = {each.get("url"): each for each in part.get("extension", [])}
        lang = str(inner.get("lang", {}).get("valueCode", ""))
        if part.get("url") == codes.TRANSLATION and lang.lower().startswith("zh"):
            return clean(str(inner.get("content", {}).get("valueString", "")))
    return ""


def _concept(found: Sequence[Resource]) -> str:
    for one in found:
        coding: Resource = next(iter(one.get("coding", [])), {})
        spoken = {code: name for name, code in codes.LANGUAGES.items()}
        text = one.get("text") or coding.get("display") or spoken.get(coding.get("code", ""))
        if text:
            return clean(str(text))
    return ""


def _networks(one: Resource, service: Resource, by_reference: Mapping[str, Resource]) -> list[str]:
    found = []
    for part in (*_list(one, "extension"), *_list(service, "extension")):
        if part.get("url") == codes.NETWORK_REFERENCE:
            network = _first(part, "valueReference", by_reference, needed=True)
            held = [each.get("value") for each in network.get("identifier", [])]
            found.append(clean(str(held[0] if held else network.get("name", ""))).upper())
    return sorted({code for code in found if code})


def _phones(*holders: Resource) -> list[str]:
    found = []
    for one in holders:
        for part in _list(one, "telecom"):
            if part.get("system", "phone") in ("phone", "sms") and part.get("value"):
                found.append(clean(str(part["value"])))
    return list(dict.fromkeys(found))


def _hours(one: Resource, service: Resource) -> str:
    times = _list(one, "availableTime") or _list(service, "availableTime")
    said = _text(service, "availabilityExceptions")
    try:
        return printed(times, said)
    except ConsoleError as reason:
        raise Fault("availableTime", said, reason) from reason


def _yes_no(value: object) -> str:
    return "" if value is None else "yes" if value is True else "no"
