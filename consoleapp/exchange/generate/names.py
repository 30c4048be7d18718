"""Names as Hong Kong writes them, English and Chinese agreeing; combinations are invented.

Surnames carry a weight a thousand people, roughly as frequent as in Hong Kong; a given name is one or two
characters with its usual spelling and its Pinyin. Nothing here is copied from a register of people.
"""

import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

_SURNAMES = (
    "陳 CHAN CHEN 104;黃 WONG HUANG 66;李 LEE LI 60;張 CHEUNG ZHANG 50;林 LAM LIN 49;梁 LEUNG LIANG 46;"
    "劉 LAU LIU 37;吳 NG WU 32;何 HO HE 29;楊 YEUNG YANG 26;王 WONG WANG 20;周 CHOW ZHOU 19;"
    "鄧 TANG DENG 18;葉 YIP YE 18;羅 LO LUO 17;鄭 CHENG ZHENG 17;曾 TSANG ZENG 17;馮 FUNG FENG 15;"
    "郭 KWOK GUO 14;朱 CHU ZHU 14;許 HUI XU 13;謝 TSE XIE 13;蔡 CHOI CAI 12;徐 TSUI XU 11;麥 MAK MAI 11;"
    "潘 POON PAN 10;余 YU YU 10;江 KONG JIANG 9;馬 MA MA 9;胡 WU HU 9;趙 CHIU ZHAO 9;鍾 CHUNG ZHONG 9;"
    "盧 LO LU 9;蘇 SO SU 9;高 KO GAO 8;譚 TAM TAN 8;關 KWAN GUAN 8;袁 YUEN YUAN 7;蕭 SIU XIAO 7;"
    "方 FONG FANG 7;石 SHEK SHI 6;廖 LIU LIAO 6;莊 CHONG ZHUANG 6;彭 PANG PENG 6;黎 LAI LI 6;"
    "賴 LAI LAI 5;區 AU OU 5;陸 LUK LU 5;戴 TAI DAI 5;湯 TONG TANG 5;范 FAN FAN 5;溫 WAN WEN 5;"
    "沈 SHUM SHEN 5;岑 SHUM CEN 4;霍 FOK HUO 4;韓 HON HAN 4;侯 HAU HOU 3;魏 NGAI WEI 3;程 CHING CHENG 3;"
    "丁 TING DING 3;洪 HUNG HONG 3;孫 SUEN SUN 3;宋 SUNG SONG 3;任 YAM REN 3;邱 YAU QIU 3;駱 LOK LUO 2;"
    "冼 SIN XIAN 2;龍 LUNG LONG 2;施 SZE SHI 2;簡 KAN JIAN 2;翁 YUNG WENG 2;容 YUNG RONG 2;"
    "鄺 KWONG KUANG 2;甘 KAM GAN 2;白 PAK BAI 1;雷 LUI LEI 1;呂 LUI LU 3;嚴 YIM YAN 2;顧 KOO GU 1;"
    "田 TIN TIAN 1;文 MAN WEN 2;莫 MOK MO 3;杜 TO DU 2;姚 YIU YAO 3;阮 YUEN RUAN 2;伍 NG WU 3;"
    "歐陽 AU-YEUNG OUYANG 1;司徒 SZETO SITU 1"
)
_MALE = (
    "文 MAN WEN;明 MING MING;偉 WAI WEI;傑 KIT JIE;強 KEUNG QIANG;華 WAH HUA;輝 FAI HUI;國 KWOK GUO;"
    "志 CHI ZHI;健 KIN JIAN;俊 CHUN JUN;豪 HO HAO;浩 HO HAO;軒 HIN XUAN;宇 YU YU;朗 LONG LANG;樂 LOK LE;"
    "天 TIN TIAN;家 KA JIA;耀 YIU YAO;榮 WING RONG;威 WAI WEI;德 TAK DE;成 SHING CHENG;龍 LUNG LONG;"
    "峰 FUNG FENG;翔 CHEUNG XIANG;賢 YIN XIAN;銘 MING MING;霖 LAM LIN;熙 HEI XI;希 HEI XI;澤 CHAK ZE;"
    "子 TSZ ZI;梓 TSZ ZI;景 KING JING;彥 YIN YAN;炳 PING BING;坤 KWAN KUN;昌 CHEONG CHANG;"
    "祥 CHEUNG XIANG;福 FUK FU;生 SANG SHENG;平 PING PING;安 ON AN;永 WING YONG;森 SUM SEN;柏 PAK BAI;"
    "鴻 HUNG HONG;駿 CHUN JUN;嘉 KA JIA;啟 KAI QI;業 YIP YE;勝 SHING SHENG;海 HOI HAI;東 TUNG DONG;"
    "正 CHING ZHENG;達 TAT DA;基 KEI JI;良 LEUNG LIANG;松 CHUNG SONG;堅 KIN JIAN;雄 HUNG XIONG;"
    "炎 YIM YAN;兆 SIU ZHAO;錦 KAM JIN;廣 KWONG GUANG;義 YEE YI;信 SHUN XIN;禮 LAI LI"
)
_FEMALE = (
    "美 MEI MEI;玲 LING LING;芳 FONG FANG;芬 FAN FEN;慧 WAI HUI;敏 MAN MIN;雯 MAN WEN;詩 SZE SHI;"
    "穎 WING YING;欣 YAN XIN;怡 YI YI;儀 YEE YI;麗 LAI LI;娟 KUEN JUAN;珍 CHUN ZHEN;玉 YUK YU;秀 SAU XIU;"
    "英 YING YING;瑩 YING YING;婷 TING TING;琪 KEI QI;淑 SHUK SHU;惠 WAI HUI;蘭 LAN LAN;鳳 FUNG FENG;"
    "霞 HA XIA;燕 YIN YAN;珊 SHAN SHAN;詠 WING YONG;潔 KIT JIE;嘉 KA JIA;綺 YEE QI;彤 TUNG TONG;"
    "晴 CHING QING;曦 HEI XI;樂 LOK LE;心 SUM XIN;悅 YUET YUE;妍 YIN YAN;雅 NGA YA;思 SZE SI;倩 SIN QIAN;"
    "盈 YING YING;君 KWAN JUN;寶 PO BAO;少 SIU SHAO;小 SIU XIAO;碧 PIK BI;月 YUET YUE;清 CHING QING;"
    "雪 SUET XUE;冰 PING BING;芝 CHI ZHI;萍 PING PING;蓮 LIN LIAN;香 HEUNG XIANG;紅 HUNG HONG;佩 PUI PEI;"
    "可 HO KE;靜 CHING JING;恩 YAN EN;凱 HOI KAI;卓 CHEUK ZHUO;芷 TSZ ZHI;沛 PUI PEI;柔 YAU ROU;"
    "善 SIN SHAN;如 YU RU;翠 CHUI CUI;桂 KWAI GUI;愛 OI AI;素 SO SU;巧 HAU QIAO"
)
_FIRST_MALE = (
    "PETER ANDY KENNETH RAYMOND JASON ERIC VINCENT ALEX HENRY PATRICK SAMUEL TONY WILSON IVAN MARCO "
    "FELIX OSCAR DEREK LEO GORDON"
)
_FIRST_FEMALE = (
    "AMY CARMEN JOYCE KAREN VIVIAN WINNIE GRACE CINDY FIONA IVY JANICE KELLY MANDY NATALIE PHOEBE "
    "QUEENIE RITA STELLA TIFFANY YVONNE"
)
_ELSEWHERE = (
    "SHARMA ANIL;GURUNG DEEPAK;RAI SUNITA;SINGH HARPREET;KHAN FARAH;SANTOS MARISOL;REYES JONALYN;"
    "CRUZ RAMIL;TANAKA HARUTO;SUZUKI YUI;KIM MINJUN;PARK SEOYEON;NGUYEN THI LAN;TRAN VAN HIEU;"
    "MARTIN CLAIRE;DUBOIS HUGO;SCHNEIDER LENA;ROSSI PAOLO;WALKER NADIA;HUGHES OWEN;FRASER ISLA;"
    "O'NEILL CONOR;DE SOUZA MARIA;LIM SIEW LENG"
)


@dataclass(frozen=True, slots=True)
class Character:
    """A surname or one character of a given name with its spellings."""

    chinese: str
    spelt: str
    pinyin: str


@dataclass(frozen=True, slots=True)
class PersonName:
    """A whole name, surname first in both scripts; ``surname`` is kept to name the children by."""

    english: str
    chinese: str
    surname: Character | None


def _characters(text: str) -> tuple[Character, ...]:
    return tuple(Character(*entry.split()[:3]) for entry in text.split(";"))


SURNAMES = _characters(_SURNAMES)
_SURNAME_STEPS = list(accumulate(int(entry.split()[3]) for entry in _SURNAMES.split(";")))
MALE = _characters(_MALE)
FEMALE = _characters(_FEMALE)
FIRST = {True: tuple(_FIRST_MALE.split()), False: tuple(_FIRST_FEMALE.split())}
ELSEWHERE = tuple(_ELSEWHERE.split(";"))


def surname(pick: random.Random) -> Character:
    """A surname, as frequent as among the people of Hong Kong."""
    return SURNAMES[bisect(_SURNAME_STEPS, pick.random() * _SURNAME_STEPS[-1])]


def person(pick: random.Random, male: bool, family: Character | None = None) -> PersonName:
    """A name for a man or a woman; ``family`` is the surname a child or a brother bears.

    Nine names in ten have two given characters. One in twenty-five is spelt in Pinyin, one in eight has an
    English first name at the end, one in forty comes from elsewhere and has no Chinese.
    """
    chance = pick.random()
    if family is None and chance < 0.025:
        return PersonName(ELSEWHERE[int(pick.random() * len(ELSEWHERE))], "", None)
    family = family or surname(pick)
    given = MALE if male else FEMALE
    first = given[int(pick.random() * len(given))]
    second = given[int(pick.random() * len(given))] if pick.random() < 0.92 else None
    if second is first:
        second = None
    chinese = family.chinese + first.chinese + (second.chinese if second else "")
    if chance > 0.96:
        joined = first.pinyin + (second.pinyin if second else "")
        return PersonName(f"{family.pinyin} {joined}", chinese, family)
    english = f"{family.spelt} {first.spelt}{f' {second.spelt}' if second else ''}"
    if chance > 0.84:
        names = FIRST[male]
        english += f" {names[int(pick.random() * len(names))]}"
    return PersonName(english, chinese, family)
