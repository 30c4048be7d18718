"""The desk reference of the sample book: forms, contact points, terms and questions, in English and Chinese.

Simplified Chinese is made from the traditional texts by rule, as every text of the console is.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from consoleapp.rules.reference_record import COLUMNS, SHEETS
from tools.sample_book.book import written
from tools.sample_book.form_page import page

FOLDER = "reference"
SINCE = "2024-01-01"
EARLIER: Mapping[str, str] = {"LM-201": "2023-01-01", "LM-401": "2023-01-01", "LM-402": "2022-07-01"}
"""Forms whose first version was superseded at the beginning of 2024, and since when it had counted."""
LATER: Mapping[str, str] = {"LM-402": "2027-01-01"}
"""Forms that have a version which counts from a day to come."""
ENDED: Mapping[str, str] = {"LM-490": "2026-06-30"}
NOT_CHECKED = frozenset({"scan-quality", "register"})
"""Answers nobody has looked at for more than a year."""
LABELS = {
    "en": (
        "Policy no.",
        "Certificate no.",
        "Name",
        "Identity document no.",
        "Telephone",
        "Date and signature",
    ),
    "zh_Hant": ("保單號碼", "保險證號碼", "姓名", "身份證明文件號碼", "電話", "日期及簽署"),
}
SAMPLE = {
    "en": "SAMPLE FORM - the insurer of this book does not exist",
    "zh_Hant": "樣本表格 – 本資料簿的保險公司並不存在",
}


def files() -> dict[str, bytes]:
    """Every file of the set by its path below the folder of the sample book."""
    found: dict[str, bytes] = {}
    rows = {"forms": [*_forms(found)], "contact_points": [*_points()], "terms": [*_terms()],
            "questions": [*_questions()]}  # fmt: skip
    for sheet, its_rows in rows.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS[SHEETS[sheet]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(its_rows)
        found[f"{FOLDER}/{sheet}.csv"] = text.getvalue().encode()
    return found


def _forms(found: dict[str, bytes]) -> Iterator[dict[str, str]]:
    for line in written("reference_forms.txt"):
        code, audience, title, title_zh, text, text_zh, also, also_zh = line.split("|")
        since = [day for day in (EARLIER.get(code), SINCE, LATER.get(code)) if day]
        for version, day in enumerate(since, 1):
            names = {}
            for language, its_title in (("en", title), ("zh_Hant", title_zh)):
                name = f"{code}-v{version}-{language}.pdf"
                head = (
                    its_title,
                    f"{code} · {version}" if language != "en" else f"{code}, version {version}",
                )
                found[f"{FOLDER}/files/{name}"] = page((*head, SAMPLE[language], *LABELS[language]), language)
                names[f"file_{language}"] = name
            yield {
                "code": code, "version": str(version), "valid_from": day, "valid_to": ENDED.get(code, ""),
                "audience": audience, "owner": "Forms", "checked_on": "2026-09-30",
                "link": f"https://forms.insurer.example/{code}" if code.startswith("LM-4") else "",
                **_texts(title, title_zh, text, text_zh, also, also_zh), **names,
            }  # fmt: skip


def _points() -> Iterator[dict[str, str]]:
    for line in written("reference_points.txt"):
        code, kind, region, country, scheme, value, hours, title, title_zh, text, text_zh, also, also_zh = (
            line.split("|")
        )
        yield {
            "code": code, "version": "1", "valid_from": SINCE, "scheme": scheme, "owner": "Service desk",
            "checked_on": "2026-11-02", "kind": kind, "region": region, "country": country, "value": value,
            "hours": hours, **_texts(title, title_zh, text, text_zh, also, also_zh),
        }  # fmt: skip


def _terms() -> Iterator[dict[str, str]]:
    for line in written("reference_terms.txt"):
        code, title, title_zh, text, text_zh, also, also_zh = line.split("|")
        yield {
            "code": code, "version": "1", "valid_from": SINCE, "owner": "Benefits",
            "checked_on": "2026-05-29", **_texts(title, title_zh, text, text_zh, also, also_zh),
        }  # fmt: skip


def _questions() -> Iterator[dict[str, str]]:
    for line in written("reference_questions.txt"):
        code, owner, title, title_zh, text, text_zh, also, also_zh = line.split("|")
        yield {
            "code": code, "version": "1", "valid_from": SINCE, "owner": owner,
            "checked_on": "2025-08-15" if code in NOT_CHECKED else "2026-08-14",
            **_texts(title, title_zh, text, text_zh, also, also_zh),
        }  # fmt: skip


def _texts(title: str, title_zh: str, text: str, text_zh: str, also: str, also_zh: str) -> dict[str, str]:
    return {
        "title_en": title, "title_zh_Hant": title_zh, "text_en": text, "text_zh_Hant": text_zh,
        "also_en": also, "also_zh_Hant": also_zh,
    }  # fmt: skip
