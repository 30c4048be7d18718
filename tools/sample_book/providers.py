"""Network providers over the eighteen districts, of every kind, some stale, some closed."""

from datetime import timedelta

from consoleapp.exchange.generate import names
from consoleapp.exchange.generate.numbers import telephone
from tools.sample_book.book import TODAY, Book, written

STREETS = (
    ("LOTUS STREET", "蓮花街"),
    ("KAPOK ROAD", "木棉路"),
    ("EGRET LANE", "白鷺里"),
    ("LANTERN STREET", "燈籠街"),
    ("TEAPOT LANE", "茶壺巷"),
    ("BAUHINIA TERRACE", "紫荊臺"),
)
HOURS = (
    "Mon–Fri 09:30–13:30 and 17:00–20:30; Sat, Sun & PH 10:30–14:00 and 16:00–19:30",
    "Mon–Fri 09:00–13:00 and 15:00–19:00; Sat 09:00–13:00; Sun & PH closed",
    "Mon–Sat 10:00–14:00 and 16:00–20:00; Sun 10:00–13:00; PH closed",
    "Mon, Wed & Fri 09:00–13:00 and 14:30–18:30; Tue & Thu 14:00–20:00; Sat 09:00–14:00; Sun & PH closed",
    "Mon–Fri 08:30–20:30; Sat, Sun & PH 09:00–18:00",
)
ALL_DAY = "Mon–Sun & PH 00:00–24:00"
SPECIALTIES = (
    ("CARDIOLOGIST", "心臟科"),
    ("DERMATOLOGIST", "皮膚科"),
    ("PAEDIATRICIAN", "兒科"),
    ("ORTHOPAEDIC SURGEON", "骨科"),
    ("OPHTHALMOLOGIST", "眼科"),
    ("EAR, NOSE AND THROAT SPECIALIST", "耳鼻喉科"),
    ("OBSTETRICIAN AND GYNAECOLOGIST", "婦產科"),
    ("PSYCHIATRIST", "精神科"),
)
NETWORKS = ("QHMS", "QHMS", "QHMS; LOTUS CARE", "LOTUS CARE", "PEARL NET", "QHMS; PEARL NET")
GROUPS = ("KAPOK 木棉", "WHITE LILY 白百合", "JADE BRIDGE 玉橋", "KITE HILL 鳶山", "LOTUS GATE 蓮門")
# places a district: kind, what the English and Chinese names end with, specialty
PLACES = (
    ("clinic", "MEDICAL CENTRE", "醫務中心", "GENERAL PRACTITIONER"),
    ("dental_clinic", "DENTAL CLINIC", "牙科診所", "DENTIST"),
    ("pharmacy", "PHARMACY", "藥房", "PHARMACY"),
    ("laboratory", "LABORATORY", "化驗所", "MEDICAL LABORATORY"),
    ("physiotherapist", "PHYSIOTHERAPY", "物理治療中心", "PHYSIOTHERAPIST"),
)
HOSPITALS = (
    (4, "HARBOUR GATE HOSPITAL", "港門醫院", "public"),
    (3, "SOUTHERN LOTUS HOSPITAL", "南蓮醫院", "private"),
    (15, "EGRET VALLEY HOSPITAL", "鷺谷醫院", "private"),
    (12, "BAMBOO PLAIN HOSPITAL", "竹原醫院", "public"),
)
URGENT = (1, 4, 8, 15)
VERIFIED = (3, 17, 45, 88, 89, 90, 91, 140, 410)
"""Days since somebody last checked: to 90 fresh, from 91 stale (DOMAIN 9)."""


def add_providers(book: Book) -> None:
    """The doctor of DOMAIN 9 first, the doctors the claims name, then each district's places."""
    places = [line.split("|") for line in written("districts.txt")]
    doctors = (
        ("DR. CHAN TAI MAN", "陳大文醫生", "GENERAL PRACTITIONER", 4, "QHMS", "SHOP A, 123 STREET"),
        ("DR. LO KING YUEN", "盧景源醫生", "GENERAL PRACTITIONER", 8, "QHMS; LOTUS CARE", None),
        ("DR. TUNG YAT HONG", "董一航醫生", "GENERAL PRACTITIONER", 15, "PEARL NET", None),
        ("DR. NGAI SUK WA", "魏淑華醫生", "ORTHOPAEDIC SURGEON", 4, "QHMS", None),
        ("DR. IP WAI YAN", "葉慧欣醫生", "PSYCHIATRIST", 1, "LOTUS CARE", None),
    )
    for name, name_zh, specialty, district, networks, address in doctors:
        row = _provider(book, "doctor", name, name_zh, specialty, places[district])
        row |= {"networks": networks, "hours": HOURS[0], "verified_date": TODAY - timedelta(days=12)}
        if address:
            row |= {"address": address, "address_zh": "街道123號A舖", "district": "Yau Tsim Mong"}
        book.add("providers", row)
    for place, name, name_zh, sector in HOSPITALS:
        row = _provider(book, "hospital", name, name_zh, "GENERAL HOSPITAL", places[place])
        row |= {"hours": ALL_DAY, "sector": sector, "direct_billing": sector == "private"}
        book.add("providers", row)
    for place in URGENT:
        english, chinese = places[place][3].upper(), places[place][4]
        row = _provider(
            book, "urgent_care", f"{english} URGENT CARE", f"{chinese}急症中心", "URGENT CARE", places[place]
        )
        book.add("providers", row | {"hours": "Mon–Sun & PH 08:00–24:00", "appointment_needed": False})
    for place in places:
        _district(book, place)


def _district(book: Book, place: list[str]) -> None:
    for kind, ending, ending_zh, specialty in PLACES:
        brand, brand_zh = book.pick.choice(GROUPS).rsplit(" ", 1)
        english = f"{brand} {place[3].upper()} {ending}"
        book.add(
            "providers", _provider(book, kind, english, f"{brand_zh}{place[4]}{ending_zh}", specialty, place)
        )
    for doctor in range(3):
        person = names.person(book.pick, book.pick.random() < 0.6)
        specialty, _ = ("GENERAL PRACTITIONER", "") if doctor == 0 else book.pick.choice(SPECIALTIES)
        chinese = f"{person.chinese}醫生" if person.chinese else ""
        book.add("providers", _provider(book, "doctor", f"DR. {person.english}", chinese, specialty, place))


def _provider(
    book: Book, kind: str, name: str, name_zh: str, specialty: str, place: list[str]
) -> dict[str, object]:
    pick = book.pick
    serial = len(book.rows["providers"]) + 1
    area, district, _district_zh, locality, locality_zh = place
    street, street_zh = STREETS[serial % len(STREETS)]
    shop, number = 1 + serial % 28, 2 + serial * 3 % 190
    phones = [telephone(950_000 + 3 * serial)]
    if serial % 5 == 0:
        phones.append(telephone(950_001 + 3 * serial))
    return {
        "provider_no": f"PV{10_000 + serial}",
        "networks": pick.choice(NETWORKS),
        "kind": kind,
        "name": name,
        "name_zh": name_zh,
        "specialty": specialty,
        "area": area,
        "district": district,
        "address": f"SHOP {shop}, G/F, {number} {street}, {locality.upper()}",
        "address_zh": f"{locality_zh}{street_zh}{number}號地下{shop}號舖",
        "phones": "; ".join(phones),
        "hours": HOURS[serial % len(HOURS)] if serial % 23 else "",
        "direct_billing": pick.random() < 0.6 if kind != "pharmacy" else None,
        "sector": "private" if kind != "laboratory" or serial % 2 else "",
        "languages": pick.choice(("Cantonese, English", "Cantonese, English, Mandarin", "Cantonese")),
        "appointment_needed": {"doctor": True, "physiotherapist": True, "pharmacy": False}.get(
            kind, serial % 2 == 0
        ),
        "effective_from": TODAY - timedelta(days=900 + 5 * serial),
        "effective_to": TODAY - timedelta(days=40) if serial % 37 == 0 else None,
        "verified_date": TODAY - timedelta(days=VERIFIED[serial % len(VERIFIED)]) if serial % 29 else None,
        "verified_by": ("directory desk", "hotline")[serial % 2] if serial % 29 else "",
        "verified_how": ("telephone", "visit", "e-mail")[serial % 3] if serial % 29 else "",
    }
