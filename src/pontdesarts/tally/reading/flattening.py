"""A photo of a sheet, made flat: signs of the corners found, perspective taken out, shadows evened."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from pontdesarts.bookings.documents import boxes

from .decoding import Grey, NotReadable

SCALE: Final = 8  # pixels a millimetre, of a flat page
_DICTIONARY: Final = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_FARTHEST: Final = 2.0  # mm between where a sign is and where the other signs say that it is
# a sign less than this many pixels wide was photographed from too far for a pen's line to show
_LEAST_SIGN: Final = 24
_LEAST_EDGES: Final = 35
_AGAIN: Final = "Reprenez la photo bien à plat, d'au-dessus, avec les quatre coins noirs visibles."

Ink = NDArray[np.float32]


@dataclass(frozen=True)
class Flat:
    """A page as it was printed, `SCALE` pixels a millimetre. ``ink`` goes from 0 (paper) to 1 (printed black)."""

    grey: Grey
    ink: Ink
    identity: str
    page: int


def flatten(photo: Grey) -> Flat:
    """Raises `NotReadable` when it is no sheet of ours, or when too little of it shows."""
    signs = _signs(photo)
    size = (round(boxes.PAGE[0] * SCALE), round(boxes.PAGE[1] * SCALE))
    flat = np.asarray(cv2.warpPerspective(photo, _plane(signs), size, flags=cv2.INTER_LINEAR), np.uint8)
    found = _square(flat) or _square_anywhere(photo)
    if found is None:
        raise NotReadable(
            "Le carré en haut de la feuille est illisible : nous ne savons pas de quelle liste il s'agit.", _AGAIN
        )
    return Flat(flat, _ink(flat), *found)


def _signs(photo: Grey) -> dict[int, NDArray[np.float32]]:
    """The four corners of each sign that shows, by its number."""
    found: dict[int, list[NDArray[np.float32]]] = {}
    for corners, number in _detected(photo):
        if number in boxes.MARKS:
            found.setdefault(number, []).append(corners)
    if any(len(places) > 1 for places in found.values()):
        raise NotReadable("Il y a plusieurs feuilles sur cette photo.", "Photographiez une feuille à la fois.")
    if len(found) < 3:
        raise _unknown(photo, len(found))
    if min(cv2.arcLength(places[0], True) / 4 for places in found.values()) < _LEAST_SIGN:
        raise NotReadable("La feuille est trop petite sur cette photo.", "Rapprochez-vous : qu'elle remplisse l'image.")
    return {number: places[0] for number, places in found.items()}


def _unknown(photo: Grey, signs: int) -> NotReadable:
    if signs == 0 and _square_anywhere(photo) is None:
        if _blurred(photo):
            return NotReadable("Cette photo est trop floue.", "Reprenez-la sans bouger, avec plus de lumière.")
        return NotReadable(
            "Nous ne voyons pas de liste cochée sur cette photo.",
            f"{_AGAIN} Votre liste n'a pas de coins noirs ? Elle se saisit à la main.",
        )
    return NotReadable("On ne voit pas tous les coins de la feuille.", _AGAIN)


def _detected(photo: Grey) -> list[tuple[NDArray[np.float32], int]]:
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.minMarkerPerimeterRate = 0.015
    settings.adaptiveThreshWinSizeMax = 45
    settings.adaptiveThreshWinSizeStep = 14
    corners, numbers, _ = cv2.aruco.ArucoDetector(_DICTIONARY, settings).detectMarkers(photo)
    if numbers is None:
        return []
    return [
        (np.asarray(places[0], np.float32), int(number[0])) for places, number in zip(corners, numbers, strict=True)
    ]


def _plane(signs: dict[int, NDArray[np.float32]]) -> NDArray[np.float64]:
    seen = np.concatenate(list(signs.values()))
    printed = np.concatenate([_printed(number) for number in signs])
    plane, _ = cv2.findHomography(seen, printed, 0)
    if plane is None:
        raise NotReadable("La feuille est trop pliée sur cette photo.", _AGAIN)
    there = cv2.perspectiveTransform(seen.reshape(-1, 1, 2), plane).reshape(-1, 2)
    if float(np.abs(there - printed).max()) > _FARTHEST * SCALE:
        raise NotReadable("La feuille est trop pliée sur cette photo, ou elles sont plusieurs.", _AGAIN)
    return np.asarray(plane, np.float64)


def _printed(number: int) -> NDArray[np.float32]:
    left, top = boxes.MARKS[number]
    right, bottom = left + boxes.MARK, top + boxes.MARK
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32) * SCALE


def _square(flat: Grey) -> tuple[str, int] | None:
    left, top, side = (round(figure * SCALE) for figure in boxes.SQUARE)
    margin = 3 * SCALE
    return _decoded(flat[max(0, top - margin) : top + side + margin, left - margin : left + side + margin])


def _square_anywhere(photo: Grey) -> tuple[str, int] | None:
    return _decoded(photo)


def _decoded(picture: Grey) -> tuple[str, int] | None:
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(picture), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return next((known for each in found if (known := boxes.understood(each.text))), None)


def _blurred(photo: Grey) -> bool:
    """Nothing in it has an edge. A quarter of the size, the grain of a dark photo counts for little."""
    small = cv2.resize(photo, (0, 0), fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return bool(cv2.Laplacian(small, cv2.CV_64F).var() < _LEAST_EDGES)


def _ink(flat: Grey) -> Ink:
    """How dark each point is beside the paper around it, whatever the light; the black of the signs is 1."""
    small = cv2.resize(flat, (0, 0), fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 21)))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 4)
    large = cv2.resize(paper, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR)
    light = np.asarray(large, np.float32)
    dark = np.asarray(1 - flat.astype(np.float32) / np.maximum(light, 8), np.float32)
    blacks = [float(np.percentile(_at_sign(dark, number), 75)) for number in boxes.MARKS]
    black = float(np.clip(np.median(blacks), 0.25, 1))
    return np.asarray(np.clip(dark / black, 0, 1.2), np.float32)


def _at_sign(dark: Ink, number: int) -> Ink:
    left, top = (round(figure * SCALE) for figure in boxes.MARKS[number])
    side = round(boxes.MARK * SCALE)
    return dark[top : top + side, left : left + side]
