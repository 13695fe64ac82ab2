"""A party that receives fewer places than it wished."""

from collections.abc import Mapping


def reduced(counts: Mapping[str, int], places: int) -> dict[str, int]:
    """The numbers of a party brought down to ``places``, one person at a time out of the largest group.

    An adult or a carer stays beside children, and somebody accompanied always. Equal groups: carers first, then
    adults, then the oldest children. The relay may say it otherwise afterwards.

    >>> reduced({"adults": 2, "from_6_to_11": 2, "workers": 0}, 3)
    {'adults': 1, 'from_6_to_11': 2, 'workers': 0}
    """
    left = dict(counts)
    names = [name for name in ("workers", "adults", "from_12_to_17", "from_6_to_11", "under_6") if name in left]
    while sum(left[name] for name in names) > max(places, 1):
        # a child and a carer for one place: the place is the child's
        fewer = [name for name in names if left[name] and _may_shrink(left, name)] or ["workers"]
        left[max(fewer, key=lambda name: left[name])] -= 1
    return left


def _may_shrink(left: Mapping[str, int], name: str) -> bool:
    children = sum(left.get(age, 0) for age in ("under_6", "from_6_to_11", "from_12_to_17"))
    grown = left.get("adults", 0) + left.get("workers", 0)
    accompanied = left.get("adults", 0) + children
    if name == "workers":
        return grown > 1 or not children
    if name == "adults":
        return accompanied > 1 and (grown > 1 or not children)
    return accompanied > 1
