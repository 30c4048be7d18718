"""What one line about the directory asks for (DOMAIN 9, SCREENS "Directory")."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.reference.directory_words import directory_words, districts, specialties
from consoleapp.rules.dates import HONG_KONG
from consoleapp.rules.directory_query import DirectoryQuery, Filter, When, understand
from consoleapp.rules.statuses import Area

WORDS = directory_words().with_networks({"QHMS": ["quality net", "優質網"], "LOTUS CARE": ["dental"]})
NOW = datetime(2026, 11, 20, 18, 5, tzinfo=HONG_KONG)  # a Friday
GP, WOMEN, ENT = "GENERAL PRACTITIONER", "OBSTETRICIAN AND GYNAECOLOGIST", "EAR, NOSE AND THROAT SPECIALIST"
YTM = "Yau Tsim Mong"
SUNDAY, AFTERNOON = When(date(2026, 11, 22), None), When(date(2026, 11, 21), 900)
AT_ONCE = When(date(2026, 11, 20), 18 * 60 + 5)


def asked(text: str) -> DirectoryQuery:
    return understand(text, WORDS, NOW)


@pytest.mark.parametrize(
    ("text", "filters", "when", "words"),
    [
        ("gp mong kok open now", {"specialty": GP, "district": YTM}, AT_ONCE, ()),
        ("gp kowloon open", {"specialty": GP, "area": "kowloon"}, AT_ONCE, ()),
        ("dental kowloon sunday", {"specialty": "DENTIST", "area": "kowloon"}, SUNDAY, ()),
        ("婦科 沙田", {"specialty": WOMEN, "district": "Sha Tin"}, None, ()),
        ("妇科沙田", {"specialty": WOMEN, "district": "Sha Tin"}, None, ()),
        ("旺角 普通科 而家開", {"specialty": GP, "district": YTM}, AT_ONCE, ()),
        ("聽日下午3時 牙醫 將軍澳", {"specialty": "DENTIST", "district": "Sai Kung"}, AFTERNOON, ()),
        ("skin doctor TST sat 8pm", {"specialty": "DERMATOLOGIST", "kind": "doctor", "district": YTM},
         When(date(2026, 11, 21), 1200), ()),
        ("Ear, Nose and Throat shatin", {"specialty": ENT, "district": "Sha Tin"},
         None, ()),
        ("qhms physio direct billing english", {"network": "QHMS", "specialty": "PHYSIOTHERAPIST",
         "direct_billing": "direct_billing", "language": "English"}, None, ()),
        ("lotus care skin", {"network": "LOTUS CARE", "specialty": "DERMATOLOGIST"}, None, ()),
        ("dr chan tai man", {"kind": "doctor"}, None, ("chan", "tai", "man")),
        ("陳大文醫生 觀塘", {"kind": "doctor", "district": "Kwun Tong"}, None, ("陈大文",)),
        ("24 lantern street", {}, None, ("24", "lantern", "street")),
        ("8595 0003", {}, None, ("8595", "0003")),
        ("sun hung kai centre", {}, None, ("sun", "hung", "kai", "centre")),
        ("open tonight a&e", {"specialty": "URGENT CARE"}, When(date(2026, 11, 20), 1200), ()),
        ("gp 12am", {"specialty": GP}, When(date(2026, 11, 20), 0), ()),
        ("friday gp", {"specialty": GP}, When(date(2026, 11, 20), None), ()),
        ("", {}, None, ()),
    ],
)  # fmt: skip
def test_what_a_line_asks_for(
    text: str, filters: dict[str, str], when: When | None, words: tuple[str, ...]
) -> None:
    query = asked(text)
    found = {
        kind.value: query.values(kind)[0] for kind in Filter if kind is not Filter.OPEN and query.values(kind)
    }
    assert found == filters
    assert query.when == when
    assert query.words == words


@given(st.text(max_size=80))
def test_any_line_is_understood(text: str) -> None:
    query = asked(text)
    assert (query.when is not None) is any(one.meaning.filter is Filter.OPEN for one in query.understood)


def test_every_district_and_specialty_finds_itself_in_both_languages() -> None:
    assert len(districts()) == 18
    assert {one.area for one in districts()} == set(Area)
    for district in districts():
        for name in (district.name, district.name_zh, *district.places):
            assert asked(name).values(Filter.DISTRICT) == (district.name,), name
    for specialty in specialties():
        for name in (specialty.name, specialty.name.lower(), specialty.name_zh):
            assert asked(name).values(Filter.SPECIALTY) == (specialty.name,), name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ONCOLOGIST", "cancer · oncology · 癌症 · 化疗"),
        ("UROLOGIST", "prostate · urology · 前列腺 · 泌尿科"),
        ("NEPHROLOGIST", "kidney · dialysis · 洗腎 · 肾病"),
        ("ENDOCRINOLOGIST", "diabetes · thyroid · 糖尿病 · 内分泌"),
        ("RESPIRATORY PHYSICIAN", "lung · asthma · 哮喘 · 呼吸科"),
        ("RHEUMATOLOGIST", "gout · arthritis · 痛風 · 风湿"),
        ("NEUROLOGIST", "migraine · stroke · 頭痛 · 脑科"),
        ("NEUROSURGEON", "brain surgeon · neurosurgery · 腦外科 · 神经外科"),
        ("GASTROENTEROLOGIST", "stomach · colonoscopy · 胃鏡 · 肠胃"),
        ("GENERAL SURGEON", "surgeon · hernia · 外科 · 手术"),
        ("PLASTIC SURGEON", "plastic surgery · burns · 整形 · 烧伤"),
        ("CARDIOTHORACIC SURGEON", "heart surgeon · 心臟外科 · 心脏外科"),
        ("HAEMATOLOGIST", "anaemia · leukemia · 貧血 · 血液科"),
        ("ANAESTHESIOLOGIST", "anaesthetist · pain · 麻醉 · 痛症"),
        ("GERIATRICIAN", "elderly · dementia · 長者 · 认知障碍"),
        ("INTERNAL MEDICINE", "internist · 內科 · 内科医生"),
        ("INFECTIOUS DISEASE PHYSICIAN", "infectious diseases · 傳染病 · 传染病科"),
        ("RADIOLOGIST", "x-ray · mri · ct scan · 超聲波 · 磁力共振"),
        ("PSYCHOLOGIST", "counselling · psychology · 臨床心理學家 · 心理辅导"),
        ("PODIATRIST", "foot · toenail · 灰甲 · 脚"),
        ("SPEECH THERAPIST", "speech therapy · stammer · 言語治療 · 口吃"),
        ("OCCUPATIONAL THERAPIST", "occupational therapy · ot · 職業治療 · 职业治疗师"),
        ("DIETITIAN", "dietetics · nutritionist · 營養師 · 营养"),
        ("CHIROPRACTOR", "chiro · spine · 脊醫 · 整脊"),
        ("OPTOMETRIST", "glasses · eye test · 驗眼 · 配眼镜"),
        ("CHINESE MEDICINE PRACTITIONER", "acupuncture · tcm · 中醫 · 跌打 · 针灸"),
    ],
)
def test_everyday_words_find_a_specialty_in_either_script(name: str, words: str) -> None:
    for word in words.split(" · "):
        query = asked(f"{word} shatin")
        assert (query.values(Filter.SPECIALTY), query.words) == ((name,), ()), word


def test_networks_are_known_by_what_callers_call_them() -> None:
    for line in ("quality net", "優質網", "qhms", "优质网"):
        assert understand(line, WORDS, NOW).values(Filter.NETWORK) == ("QHMS",), line
    assert understand("dental", WORDS, NOW).values(Filter.NETWORK) == (), "it keeps its meaning"
