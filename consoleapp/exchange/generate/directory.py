"""Providers of the directory over the eighteen districts."""

import random

from consoleapp.exchange.generate import names
from consoleapp.exchange.generate.numbers import telephone
from consoleapp.exchange.generate.rows import DAYS, TODAY, Batch

NETWORKS = ("QHMS", "LOTUS CARE", "PEARL NET")
_PLACES = (
    "hong_kong_island Central_and_Western SHEUNG_WAN 上環;hong_kong_island Wan_Chai CAUSEWAY_BAY 銅鑼灣;"
    "hong_kong_island Eastern NORTH_POINT 北角;hong_kong_island Southern ABERDEEN 香港仔;"
    "kowloon Yau_Tsim_Mong MONG_KOK 旺角;kowloon Sham_Shui_Po CHEUNG_SHA_WAN 長沙灣;"
    "kowloon Kowloon_City HUNG_HOM 紅磡;kowloon Wong_Tai_Sin DIAMOND_HILL 鑽石山;"
    "kowloon Kwun_Tong KWUN_TONG 觀塘;new_territories Kwai_Tsing KWAI_FONG 葵芳;"
    "new_territories Tsuen_Wan TSUEN_WAN 荃灣;new_territories Tuen_Mun TUEN_MUN 屯門;"
    "new_territories Yuen_Long TIN_SHUI_WAI 天水圍;new_territories North SHEUNG_SHUI 上水;"
    "new_territories Tai_Po TAI_PO 大埔;new_territories Sha_Tin SHA_TIN 沙田;"
    "new_territories Sai_Kung TSEUNG_KWAN_O 將軍澳;outlying_islands Islands TUNG_CHUNG 東涌"
)
KINDS = ("doctor",) * 10 + (
    "clinic",
    "clinic",
    "dental_clinic",
    "pharmacy",
    "laboratory",
    "physiotherapist",
    "urgent_care",
)
KIND_NAMES = {
    "clinic": ("MEDICAL CENTRE", "醫務中心"),
    "dental_clinic": ("DENTAL CLINIC", "牙科診所"),
    "pharmacy": ("PHARMACY", "藥房"),
    "laboratory": ("LABORATORY", "化驗所"),
    "physiotherapist": ("PHYSIOTHERAPY", "物理治療中心"),
    "urgent_care": ("URGENT CARE", "急症中心"),
}
SPECIALTIES = ("GENERAL PRACTITIONER",) * 4 + (
    "CARDIOLOGIST",
    "DERMATOLOGIST",
    "PAEDIATRICIAN",
    "ORTHOPAEDIC SURGEON",
    "OPHTHALMOLOGIST",
    "PSYCHIATRIST",
)
STREETS = (
    ("LOTUS STREET", "蓮花街"),
    ("KAPOK ROAD", "木棉路"),
    ("EGRET LANE", "白鷺里"),
    ("TEAPOT LANE", "茶壺巷"),
)
GROUPS = (("KAPOK", "木棉"), ("WHITE LILY", "白百合"), ("JADE BRIDGE", "玉橋"), ("KITE HILL", "鳶山"))
HOURS = (
    "Mon–Fri 09:30–13:30 and 17:00–20:30; Sat, Sun & PH 10:30–14:00 and 16:00–19:30",
    "Mon–Fri 09:00–13:00 and 15:00–19:00; Sat 09:00–13:00; Sun & PH closed",
    "Mon–Sat 10:00–14:00 and 16:00–20:00; Sun 10:00–13:00; PH closed",
)


def providers(members: int, pick: random.Random, batch: Batch) -> tuple[str, ...]:
    """Rows of the networks and providers, one for some 400 members; returns the names claims mention."""
    batch["network"] += [(number, code) for number, code in enumerate(NETWORKS, 1)]
    places = [entry.split() for entry in _PLACES.split(";")]
    mentioned = []
    for number in range(1, max(60, min(4_000, members // 400)) + 1):
        area, district, locality, locality_zh = places[number % len(places)]
        locality = locality.replace("_", " ")
        kind = pick.choice(KINDS)
        if kind == "doctor":
            person = names.person(pick, pick.random() < 0.6)
            name, name_zh = f"DR. {person.english}", f"{person.chinese}醫生" if person.chinese else ""
            specialty = pick.choice(SPECIALTIES)
        else:
            brand, ending = pick.choice(GROUPS), KIND_NAMES[kind]
            name, name_zh = f"{brand[0]} {locality} {ending[0]}", f"{brand[1]}{locality_zh}{ending[1]}"
            specialty = ending[0]
        mentioned.append(name)
        street, house, shop = pick.choice(STREETS), pick.randrange(1, 200), pick.randrange(1, 30)
        verified = TODAY - int(160 * pick.random())
        batch["provider"].append(
            (number, f"PV{number:06d}", kind, name, name_zh, specialty, area, district.replace("_", " "),
             f"SHOP {shop}, G/F, {house} {street[0]}, {locality}",
             f"{locality_zh}{street[1]}{house}號地下{shop}號舖",
             "+852" + telephone(950_000 + number).replace(" ", ""), pick.choice(HOURS), pick.randrange(2), 0,
             "Cantonese, English", int(kind in ("doctor", "physiotherapist")), DAYS[TODAY - 1_500],
             DAYS[TODAY - 90] if number % 40 == 0 else None, DAYS[verified], "directory desk", "telephone")
        )  # fmt: skip
        for network in {1 + number % 3, 1}:
            batch["provider_network"].append((number, network))
    return tuple(mentioned)
