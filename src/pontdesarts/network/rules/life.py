"""From the first mail to the day when a structure leaves the network, and back."""

# Forward as fast as people go; back one step when somebody was hasty. Who once was in the network is no prospect any
# more, and only who was active sleeps: nobody "sleeps" before they came.
PASSAGES: dict[str, frozenset[str]] = {
    "prospect": frozenset({"in_discussion", "onboarding", "active", "lapsed"}),
    "in_discussion": frozenset({"prospect", "onboarding", "active", "lapsed"}),
    "onboarding": frozenset({"in_discussion", "active", "lapsed"}),
    "active": frozenset({"onboarding", "dormant", "lapsed"}),
    "dormant": frozenset({"in_discussion", "active", "lapsed"}),
    "lapsed": frozenset({"in_discussion", "onboarding", "active"}),
}

# from the least to the most: what is kept when two entries turn out to be one structure
LIVELY = ("lapsed", "prospect", "in_discussion", "dormant", "onboarding", "active")


def may_pass(now: str, then: str) -> bool:
    """Whether a structure goes from one stage straight to the other."""
    return then in PASSAGES[now]


def more_alive(one: str, other: str) -> str:
    """Of two stages of the same structure, the one to believe: an active structure entered twice is active."""
    return max(one, other, key=LIVELY.index)
