"""Why a convention does not go on, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class TemplateRefused(Refused):
    """The text is empty, is the one in force, or names what no convention has."""


class AgreementRefused(Refused):
    """The step, the party or the change is not possible where the convention stands."""


class PromiseRefused(Refused):
    """Nothing is promised, or it is counted by itself."""


class SigningRefused(Refused):
    """The text was replaced, was signed already, or the post has ended."""


class CodeRefused(SigningRefused):
    """The code is wrong, past its time, or tried too often."""


class ScanRefused(Refused):
    """The file is no PDF and no picture, or too heavy."""
