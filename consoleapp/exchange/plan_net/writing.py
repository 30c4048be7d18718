"""Entries of the directory as a FHIR bundle."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from consoleapp.desk.directory_shapes import ExportedEntry
from consoleapp.exchange.plan_net import codes
from consoleapp.exchange.plan_net.hours import available_time
from consoleapp.exchange.whole import whole_file
from consoleapp.rules.provider_record import ProviderField, Record

F = ProviderField
Resource = dict[str, Any]


def write_bundle(file: Path, entries: Sequence[ExportedEntry], at: datetime) -> None:
    """Write the bundle to a new file, whole or not at all."""
    with whole_file(file) as part:
        part.write_text(json.dumps(bundle(entries, at), ensure_ascii=False, indent=1), encoding="utf-8")


def bundle(entries: Sequence[ExportedEntry], at: datetime) -> Resource:
    """All entries, networks first; a resource names others by their type and id."""
    networks = sorted({code for one in entries for code in _networks(one.record)})
    resources = [_network(code) for code in networks]
    for one in entries:
        resources += _entry(one)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"{one['resourceType']}/{one['id']}", "resource": one} for one in resources],
    }


def _networks(record: Record) -> list[str]:
    return [part.strip() for part in record[F.NETWORKS].split(";") if part.strip()]


def _network(code: str) -> Resource:
    return {
        "resourceType": "Organization",
        "id": _id("network", code),
        "identifier": [{"system": codes.NETWORK_SYSTEM, "value": code}],
        "active": True,
        "type": [{"coding": [{"system": codes.ORGANIZATION_TYPE, "code": "ntwk"}]}],
        "name": code,
    }


def _entry(one: ExportedEntry) -> list[Resource]:
    record = one.record
    location = _location(one)
    service = _service(one)
    if record[F.KIND] not in codes.PERSONS:
        organization = {
            "resourceType": "Organization",
            "id": _id("org", one.provider_no),
            "active": True,
            "type": [{"coding": [{"system": codes.ORGANIZATION_TYPE, "code": "prvgrp"}]}],
            **_name(record),
        }
        service["providedBy"] = {"reference": f"Organization/{organization['id']}"}
        return [organization, location, service]
    practitioner = {
        "resourceType": "Practitioner",
        "id": _id("person", one.provider_no),
        "active": True,
        "name": [_human(record)],
        "communication": _communication(record),
    }
    role: Resource = {
        "resourceType": "PractitionerRole",
        "id": _id("role", one.provider_no),
        "identifier": _identifier(one),
        "active": True,
        "practitioner": {"reference": f"Practitioner/{practitioner['id']}"},
        "location": [{"reference": f"Location/{location['id']}"}],
        "healthcareService": [{"reference": f"HealthcareService/{service['id']}"}],
        "specialty": _specialty(record),
        "telecom": _telecom(record),
        "extension": _extensions(record),
        "availableTime": available_time(record[F.HOURS]),
    }
    if period := _period(record):
        role["period"] = period
    return [practitioner, location, service, {name: value for name, value in role.items() if value != []}]


def _service(one: ExportedEntry) -> Resource:
    record = one.record
    service: Resource = {
        "resourceType": "HealthcareService",
        "id": _id("service", one.provider_no),
        "identifier": _identifier(one),
        "active": True,
        "location": [{"reference": f"Location/{_id('place', one.provider_no)}"}],
        "specialty": _specialty(record),
        **_name(record),
        "telecom": _telecom(record),
        "communication": _communication(record),
        "extension": _extensions(record),
        "availableTime": available_time(record[F.HOURS]),
    }
    if record[F.HOURS]:
        service["availabilityExceptions"] = record[F.HOURS]
    if record[F.APPOINTMENT_NEEDED]:
        service["appointmentRequired"] = record[F.APPOINTMENT_NEEDED] == "yes"
    return {name: value for name, value in service.items() if value != []}


def _location(one: ExportedEntry) -> Resource:
    record = one.record
    address = {"district": record[F.DISTRICT], "state": record[F.AREA], "country": "HK"}
    address = {name: value for name, value in address.items() if value}
    address |= _translated("text", record[F.ADDRESS], record[F.ADDRESS_ZH])
    return {
        "resourceType": "Location",
        "id": _id("place", one.provider_no),
        "status": "active",
        **_name(record),
        "address": address,
    }


def _name(record: Record) -> Resource:
    return _translated("name", record[F.NAME], record[F.NAME_ZH])


def _human(record: Record) -> Resource:
    return {"use": "official", **_translated("text", record[F.NAME], record[F.NAME_ZH])}


def _translated(name: str, text: str, chinese: str) -> Resource:
    found: Resource = {name: text} if text else {}
    if chinese:
        lang = {"url": "lang", "valueCode": "zh-Hant"}
        content = {"url": "content", "valueString": chinese}
        found[f"_{name}"] = {"extension": [{"url": codes.TRANSLATION, "extension": [lang, content]}]}
    return found


def _identifier(one: ExportedEntry) -> list[Resource]:
    return [{"system": codes.NUMBER_SYSTEM, "value": one.provider_no}]


def _specialty(record: Record) -> list[Resource]:
    return [{"text": record[F.SPECIALTY]}] if record[F.SPECIALTY] else []


def _telecom(record: Record) -> list[Resource]:
    parts = (part.strip() for part in record[F.PHONES].split(";"))
    return [{"system": "phone", "value": part} for part in parts if part]


def _communication(record: Record) -> list[Resource]:
    spoken = []
    for part in (part.strip() for part in record[F.LANGUAGES].split(",")):
        if part:
            code = codes.LANGUAGES.get(part)
            coding = [{"system": codes.LANGUAGE_SYSTEM, "code": code}] if code else []
            spoken.append({"text": part, **({"coding": coding} if coding else {})})
    return spoken


def _extensions(record: Record) -> list[Resource]:
    found: list[Resource] = [{"url": codes.KIND, "valueCode": record[F.KIND]}]
    if record[F.DIRECT_BILLING]:
        found.append({"url": codes.DIRECT_BILLING, "valueBoolean": record[F.DIRECT_BILLING] == "yes"})
    if record[F.SECTOR]:
        found.append({"url": codes.SECTOR, "valueCode": record[F.SECTOR]})
    if period := _period(record):
        found.append({"url": codes.EFFECTIVE, "valuePeriod": period})
    found += [
        {
            "url": codes.NETWORK_REFERENCE,
            "valueReference": {"reference": f"Organization/{_id('network', code)}"},
        }
        for code in _networks(record)
    ]
    return found


def _period(record: Record) -> Resource:
    ends = {"start": record[F.EFFECTIVE_FROM], "end": record[F.EFFECTIVE_TO]}
    return {name: day for name, day in ends.items() if day}


def _id(kind: str, number: str) -> str:
    """An id of FHIR: 64 letters, digits, ``-`` and ``.``; what a number has beside them is written as hex."""
    plain = "".join(
        one if one.isascii() and (one.isalnum() or one == "-") else f".{ord(one):x}" for one in number
    )
    return f"{kind}-{plain}"[:64]
