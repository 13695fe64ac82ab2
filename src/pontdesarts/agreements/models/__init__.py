from .agreement import OVER_KEPT, Agreement, AgreementQuerySet, Party, Stage, Step
from .promise import Delivery, Promise
from .signing import Code, Function, Scan, Signatory, Signature, SignatureQuerySet, Version
from .template import Kind, Template

__all__ = [
    "OVER_KEPT",
    "Agreement",
    "AgreementQuerySet",
    "Code",
    "Delivery",
    "Function",
    "Kind",
    "Party",
    "Promise",
    "Scan",
    "Signatory",
    "Signature",
    "SignatureQuerySet",
    "Stage",
    "Step",
    "Template",
    "Version",
]
