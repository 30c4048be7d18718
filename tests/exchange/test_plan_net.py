"""The directory as a FHIR bundle: given away, taken in again, and foreign ones judged whole (DOMAIN 9)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from consoleapp.desk import directory_entry, directory_round
from consoleapp.desk.directory_round import BadBundle
from consoleapp.desk.keys import new_key
from consoleapp.errors import Refused
from consoleapp.exchange.plan_net.reading import read_bundle, read_resources
from consoleapp.exchange.plan_net.writing import write_bundle
from consoleapp.rules.provider_record import ProviderField
from consoleapp.settings import Imports
from consoleapp.store.provider_texts import derive
from consoleapp.store.tables import network, provider, provider_network
from tests.desk.conftest import *  # noqa: F403 - the office and its desks
from tests.desk.conftest import Office

F = ProviderField
BOTH: dict[str, Any] = {"specialty": "GENERAL PRACTITIONER", "area": "kowloon", "district": "Mong Kok"}
HOURS = "Mon-Fri 9:00-13:00, 20:00-02:00; Sat 10:00-24:00; Sun & PH closed"
BOOK: list[dict[str, Any]] = [
    BOTH | {
        "provider_no": "PV/1", "kind": "doctor", "name_en": "DR. AU", "name_zh": "區醫生", "hours": HOURS,
        "phones": "8595 0001; 8595 0002", "address_en": "1 KAPOK ROAD", "address_zh": "木棉路1號",
        "direct_billing": True, "public": False, "languages": "Cantonese, English",
        "appointment_needed": True, "effective_from": date(2026, 1, 1), "effective_to": date(2027, 12, 31),
    },
    BOTH | {"provider_no": "PV2", "kind": "pharmacy", "name_en": "HERON PHARMACY", "hours": "ring us",
            "phones": "", "address_en": "2 KAPOK ROAD", "direct_billing": None, "public": None,
            "languages": "", "name_zh": "", "address_zh": "", "appointment_needed": None,
            "effective_from": None, "effective_to": None},
]  # fmt: skip


@pytest.fixture
def given(office: Office, tmp_path: Path) -> Path:
    """The bundle of two entries."""
    with office.database.write() as connection:
        net = connection.scalar(insert(network).values(code="QHMS").returning(network.c.id))
        for one in BOOK:
            its = connection.scalar(insert(provider).values(one).returning(provider.c.id))
            connection.execute(insert(provider_network).values(provider_id=its, network_id=net))
        derive(connection)
    file = tmp_path / "bundle.json"
    entries = directory_round.exported(office.desk("supervisor"), key=new_key())
    write_bundle(file, entries, office.clock())
    return file


def records(office: Office) -> dict[str, Any]:
    desk = office.desk()
    with office.database.read() as connection:
        numbers = list(connection.scalars(select(provider.c.provider_no)))
    return {n: directory_entry.form(desk, directory_entry.numbered(desk, n)).record for n in numbers}


def test_what_is_given_away_can_be_taken_in_again(office: Office, given: Path) -> None:
    bundle = json.loads(given.read_text())
    kinds = [one["resource"]["resourceType"] for one in bundle["entry"]]
    assert kinds == ["Organization", "Practitioner", "Location", "HealthcareService", "PractitionerRole",
                     "Organization", "Location", "HealthcareService"]  # fmt: skip
    role = bundle["entry"][4]["resource"]
    assert role["availableTime"][0] == {
        "daysOfWeek": ["mon", "tue", "wed", "thu", "fri"],
        "availableStartTime": "09:00:00", "availableEndTime": "13:00:00",
    }  # fmt: skip
    before = records(office)
    supervisor = office.desk("supervisor")
    assert directory_round.take_in(supervisor, *read_bundle(given, Imports()), "again", key=new_key()) == 0
    with office.database.write() as connection:
        for table in (provider_network, provider, network):
            connection.execute(delete(table))
    # Here nobody can read when the pharmacy is open: what is new must be right, so nothing is taken in.
    edited, bad, networks = read_bundle(given, Imports())
    with pytest.raises(BadBundle) as refusal:
        directory_round.take_in(supervisor, edited, bad, networks, "from outside", key=new_key())
    assert [(one.provider_no, one.column) for one in refusal.value.bad] == [("PV2", "hours")]
    assert records(office) == {}
    first = [one for one in edited if one.provider_no == "PV/1"]
    assert directory_round.take_in(supervisor, first, bad, networks, "from outside", key=new_key()) == 1
    assert records(office) == {"PV/1": before["PV/1"]}


ROLE: dict[str, Any] = {
    "resourceType": "PractitionerRole",
    "id": "r",
    "practitioner": {"reference": "Practitioner/p"},
    "location": [{"reference": "Location/l"}],
    "telecom": [{"system": "phone", "value": "85950009"}],
    "identifier": [{"system": "urn:other", "value": "x-9"}],
    "availableTime": [
        {"daysOfWeek": ["sat", "sun"], "availableStartTime": "10:30:00", "availableEndTime": "14:00:00"}
    ],
}


def foreign() -> dict[str, Any]:
    resources = (
        {"resourceType": "Practitioner", "id": "p", "name": [{"family": "Heron", "given": ["Kit"]}]},
        {"resourceType": "Location", "id": "l", "address": {"line": ["3 Egret Lane"], "district": "Sha Tin"}},
        dict(ROLE),
    )
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def test_another_directory_is_taken_in(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "foreign.json"
    file.write_text(json.dumps(foreign()))
    taken = read_bundle(file, Imports())
    assert directory_round.take_in(office.desk("supervisor"), *taken, "merger", key=new_key()) == 1
    record = records(office)["X-9"]
    assert (record[F.NAME], record[F.KIND], record[F.AREA], record[F.PHONES], record[F.HOURS]) == (
        "Kit Heron", "doctor", "new_territories", "8595 0009", "Sat 10:30-14:00; Sun 10:30-14:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "changes", "column"),
    [
        (0, {"resourceType": "Patient"}, "resourceType"),
        (1, {"id": ""}, "id"),
        (2, {"practitioner": {"reference": "Practitioner/gone"}}, "practitioner"),
        (2, {"telecom": "85950009"}, "telecom"),
        (2, {"telecom": [{"value": "12"}]}, "phones"),
        (2, {"availableTime": [{"daysOfWeek": ["sat"], "availableStartTime": "25:00"}]}, "availableTime"),
        (1, {"address": {"district": "Sha Tin", "state": "kowloon"}}, "area"),
    ],
)
def test_one_fault_and_nothing_is_taken_in(
    office: Office, tmp_path: Path, place: int, changes: dict[str, Any], column: str
) -> None:
    bundle = foreign()
    bundle["entry"][place]["resource"] |= changes
    file = tmp_path / "foreign.json"
    file.write_text(json.dumps(bundle))
    taken = read_bundle(file, Imports())
    with pytest.raises(BadBundle) as refusal:
        directory_round.take_in(office.desk("supervisor"), *taken, "merger", key=new_key())
    assert column in [one.column for one in refusal.value.bad]
    assert records(office) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"resourceType": "Patient"}', "[" * 100_000])
def test_what_is_no_bundle_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(Refused):
        read_bundle(file, Imports())


@pytest.mark.parametrize(
    ("place", "changes", "column"),
    [
        (2, {"specialty": [{"coding": "x"}]}, "specialty.coding"),
        (2, {"period": "y"}, "period"),
        (2, {"identifier": 5}, "identifier"),
        (2, {"extension": [{"url": "u", "valuePeriod": [1]}]}, "extension.valuePeriod"),
        (0, {"name": [{"given": None}]}, "name.given"),
        (1, {"address": {"line": "3 Egret Lane"}}, "address.line"),
        (2, {"location": [{"reference": "Practitioner/p"}]}, "location"),
        (1, {"resourceType": "Practitioner", "id": "p"}, "id"),
    ],
)
def test_what_is_shaped_otherwise_is_a_fault_with_its_place(
    place: int, changes: dict[str, Any], column: str
) -> None:
    resources = [one["resource"] for one in foreign()["entry"]]
    resources[place] = resources[place] | changes
    _edited, bad, _networks = read_resources(resources)
    assert column in [one.column for one in bad]
