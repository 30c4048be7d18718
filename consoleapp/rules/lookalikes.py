"""Letters of other scripts that look like Latin ones: the Greek and Cyrillic letters people are fooled by.

The pairs are the ones the eye cannot tell apart in common fonts (Unicode Technical Standard 39 calls them
confusables). SAFETY 27.
"""

_PAIRS = (
    # Cyrillic capitals and small letters
    "АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ЅS ТT ХX ҮY УY Ԛ"
    "Q ԜW ѴV ҺH ԌG "
    "аa сc ԁd еe һh іi јj ӏl оo рp ԛq ѕs уy хx ѵv ԝw ҮY ӀI "
    # Greek capitals and small letters
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    "αa ιi κk νv οo ρp υu χx ϲc ϳj"
)

LATIN_LOOKALIKES: dict[str, str] = {pair[0]: pair[1] for pair in _PAIRS.split()}
"""Greek or Cyrillic letter → the Latin letter it is taken for."""
