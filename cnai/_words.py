"""The words that carry numbers: small numbers, scales, fractions, currencies, units, hedges, orders."""

from __future__ import annotations

from decimal import Decimal

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "mln": 6, "billion": 9, "bn": 9, "b": 9,
    "bln": 9, "trillion": 12, "tn": 12, "trn": 12, "lakh": 5, "lac": 5, "crore": 7, "cr": 7,
}  # fmt: skip
VAGUE = {
    "dozens": 12, "hundreds": 100, "thousands": 10**3, "tens of thousands": 10**4,
    "hundreds of thousands": 10**5, "millions": 10**6, "tens of millions": 10**7,
    "hundreds of millions": 10**8, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
FRACTIONS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "hundredth": 100,
}  # fmt: skip
FACTORS: dict[str, int | Decimal] = {
    "twice": 2, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "thrice": 3, "triple": 3, "triples": 3,
    "tripled": 3, "tripling": 3, "trebled": 3, "quadruple": 4, "quadrupled": 4, "quadrupling": 4, "quintupled": 5,
    "halve": Decimal("0.5"), "halved": Decimal("0.5"), "halving": Decimal("0.5"),
    "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "sixfold": 6, "sevenfold": 7, "eightfold": 8,
    "ninefold": 9, "tenfold": 10, "hundredfold": 100,
}  # fmt: skip
ONES = {"only": 1, "single": 1, "both": 2, "pair": 2, "couple": 2, "trio": 3, "dozen": 12}
CURRENCIES = {
    "rmb": "RMB", "cny": "RMB", "yuan": "RMB", "¥": "RMB", "us$": "USD", "$": "USD", "usd": "USD",
    "dollars": "USD", "dollar": "USD", "€": "EUR", "eur": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP",
    "pounds": "GBP", "₹": "INR", "inr": "INR", "rupees": "INR", "rupee": "INR", "rs": "INR",
    "euro": "EUR", "a$": "AUD", "c$": "CAD", "hk$": "HKD", "s$": "SGD", "nz$": "NZD", "nt$": "TWD", "r$": "BRL",
    "aud": "AUD", "cad": "CAD", "hkd": "HKD", "sgd": "SGD", "chf": "CHF", "jpy": "JPY", "yen": "JPY", "krw": "KRW",
    "₩": "KRW", "won": "KRW", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "₽": "RUB", "₺": "TRY", "₪": "ILS",
    "zar": "ZAR", "brl": "BRL", "mxn": "MXN", "aed": "AED", "sar": "SAR", "thb": "THB", "ksh": "KES",
    "₦": "NGN", "₱": "PHP",
}  # fmt: skip
HUNDREDTHS = {"p": "GBP", "pence": "GBP", "cents": "USD"}
TIMES = {
    "minute": ("minute", 1), "hour": ("hour", 1), "day": ("day", 1), "week": ("week", 1),
    "month": ("month", 1), "year": ("year", 1), "decade": ("year", 10), "century": ("year", 100),
    "daily": ("day", 1), "weekly": ("week", 1), "monthly": ("month", 1), "yearly": ("year", 1), "annual": ("year", 1),
    "hourly": ("hour", 1),
}  # fmt: skip
SYMBOLS = {
    "ms": "millisecond", "millisecond": "millisecond", "milliseconds": "millisecond", "\u03bcs": "microsecond",
    "s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour",
    "hrs": "hour", "yr": "year", "yrs": "year",
}  # fmt: skip
HEDGES = {
    ">": "over, more than, surpassed, surpassing, surpasses, above, exceed, exceeding, exceeded, exceeds, "
    "in excess of, upwards of, upward of, north of, beyond, greater than, just over, just above, slightly over, "
    "slightly more than, a little over, a little more than, well over, well above, far more than, better than, past, >",
    ">=": "at least, no less than, no fewer than, not less than, a minimum of, minimum, as few as, "
    "as little as, as low as, ≥, >=",
    "<=": "up to, within, just within, at most, no more than, not more than, a maximum of, maximum, as many as, "
    "as much as, as high as, ≤, <=",
    "<": "less than, fewer than, under, below, lower than, well under, well below, short of, <",
    "~": "about, around, approximately, approx, approx., roughly, some, circa, ca., ca, c., ~, ≈, an estimated, "
    "estimated, somewhere around, in the region of",
    "nearly": "nearly, almost, close to, just under, just below, approaching, slightly less than, just short of, "
    "slightly under, a little under, just shy of, shy of, not quite, not far off",
    "": "only, just, barely, merely, a mere, a total of, exactly, every, another, a, an, the",
}
_UP = (
    "rose risen grew grown widen strengthen soared surged increase rise growth grow gain more greater higher larger "
    "expand surge jump boost improve soar climb up uptick upturn improvement recover recovery rebound rally rallied "
    "accelerate advance bounce swell swollen balloon skyrocket spike"
)
_DOWN = (
    "fell fallen shrank shrunk sank dropped dropping slip slipped slid dip dipped ease eased easing narrow tumble "
    "plunge plunged plummet slump weaken dwindle dwindling contract decrease decline fall drop fewer less lower "
    "smaller loss lost slowdown downturn cut shrink down shortage worsen deteriorate deterioration contraction "
    "reduction soften cool wane retreat collapse decelerate slow pull halt sagged nosedive recede "
    "diminish lessen"
)
_FLAT = "plateau stagnate levelled leveled flat unchanged"
DIRECTIONS = dict.fromkeys(_UP.split(), 1) | dict.fromkeys(_DOWN.split(), -1) | dict.fromkeys(_FLAT.split(), 0)
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
SUPERLATIVES = "topped tops leads leading led leader top most best worst only first record"
