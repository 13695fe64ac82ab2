"""A pen and a camera, to try the reading of ticked lists: strokes as hands draw them, photos as telephones take them.

Used by the demonstration for its photo to try, by the tests and by `benchmarks/tally.py`. Pure, and the same for the
same chance.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pontdesarts.bookings.documents.boxes import Frame

Picture = NDArray[np.uint8]
Point = tuple[float, float]
DPI: Final = 200
_MM: Final = DPI / 25.4
_FINE: Final = 4  # bits under the pixel that OpenCV draws with


class Mark(StrEnum):
    """What somebody does to a box. The first ones tick it; of the others nobody can be sure."""

    TICK = "tick"
    CROSS = "cross"
    SLASH = "slash"
    CURVE = "curve"
    FILLED = "filled"
    SCRIBBLED = "scribbled"
    STRUCK = "struck"
    CIRCLED = "circled"
    BESIDE = "beside"
    FAINT = "faint"


TICKS: Final = (Mark.TICK, Mark.CROSS, Mark.SLASH, Mark.CURVE)
UNCLEAR: Final = (Mark.FILLED, Mark.SCRIBBLED, Mark.STRUCK, Mark.CIRCLED, Mark.BESIDE)


@dataclass(frozen=True)
class Pen:
    """``width`` in millimetres; ``colour`` blue, green, red."""

    width: float
    colour: tuple[int, int, int]


PENS: Final = (
    Pen(0.55, (40, 30, 25)),  # black ballpoint
    Pen(0.5, (150, 60, 35)),  # blue ballpoint
    Pen(0.4, (130, 50, 40)),
    Pen(0.9, (35, 30, 30)),  # felt pen
    Pen(0.8, (50, 40, 190)),  # red
    Pen(0.55, (115, 110, 110)),  # pencil
)


@dataclass
class Paper:
    """A printed page on which one draws."""

    picture: Picture
    chance: Random

    @classmethod
    def of(cls, png: bytes, chance: Random) -> "Paper":
        """From a page printed at `DPI`."""
        picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        return cls(np.asarray(picture, np.uint8), chance)

    def draw(self, mark: Mark, frame: Frame, pen: Pen) -> None:
        """``mark`` in, on or beside the box."""
        getattr(self, f"_{mark}")(frame, pen)

    def strike(self, start: Point, end: Point, pen: Pen) -> None:
        """A line from one point of the page to another, in millimetres."""
        self._stroke([start, _between(start, end, self.chance, 0.6), end], pen)

    def write(self, text: str, frame: Frame, pen: Pen) -> None:
        """A number by hand."""
        thick = max(1, round(pen.width * _MM))
        origin = (round((frame.left + 3) * _MM), round((frame.top + frame.height - 1.5) * _MM))
        cv2.putText(self.picture, text, origin, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.5, pen.colour, thick, cv2.LINE_AA)

    def _tick(self, frame: Frame, pen: Pen) -> None:
        out = self.chance.uniform(-0.05, 0.3)
        self._path(frame, [(0.15, 0.5), (0.4, 0.85), (0.85 + out, 0.15 - out)], pen)

    def _cross(self, frame: Frame, pen: Pen) -> None:
        out = self.chance.uniform(-0.2, 0.12)
        self._path(frame, [(-out, -out), (0.5, 0.5), (1 + out, 1 + out)], pen)
        self._path(frame, [(1 + out, -out), (0.5, 0.5), (-out, 1 + out)], pen)

    def _slash(self, frame: Frame, pen: Pen) -> None:
        out = self.chance.uniform(-0.2, 0.15)
        self._path(frame, [(-out, 1 + out), (0.5, 0.5), (1 + out, -out)], pen)

    def _curve(self, frame: Frame, pen: Pen) -> None:
        self._path(frame, [(0.2, 0.55), (0.35, 0.8), (0.5, 0.7), (0.7, 0.3), (0.95, 0.1)], pen)

    def _filled(self, frame: Frame, pen: Pen) -> None:
        for step in range(16):
            y = 0.06 + step * 0.06
            self._path(frame, [(0.05, y), (0.95, y + 0.03)], pen)

    def _scribbled(self, frame: Frame, pen: Pen) -> None:
        self._tick(frame, pen)
        turns = [((0.1, 0.9)[step % 2], 0.1 + step * 0.085) for step in range(10)]
        self._path(frame, turns, pen)

    def _struck(self, frame: Frame, pen: Pen) -> None:
        self._tick(frame, pen)
        self._path(frame, [(-0.45, 0.5), (0.5, 0.52), (1.5, 0.5)], pen)

    def _circled(self, frame: Frame, pen: Pen) -> None:
        turn = np.linspace(0, 2 * np.pi * 1.05, 30)
        self._path(frame, [(0.5 + 0.86 * float(np.cos(a)), 0.5 + 0.8 * float(np.sin(a))) for a in turn], pen, shake=0.1)

    def _beside(self, frame: Frame, pen: Pen) -> None:
        self._path(frame, [(1.15, 0.5), (1.28, 0.8), (1.6, 0.15)], pen, shake=0.15)

    def _faint(self, frame: Frame, pen: Pen) -> None:
        self._path(frame, [(0.45, 0.5), (0.6, 0.45)], pen, shake=0.3)

    def _path(self, frame: Frame, parts: list[Point], pen: Pen, shake: float = 0.6) -> None:
        move = (self.chance.gauss(0, shake / 2), self.chance.gauss(0, shake / 2))
        points = [
            (
                frame.left + x * frame.width + move[0] + self.chance.gauss(0, shake / 4),
                frame.top + y * frame.height + move[1] + self.chance.gauss(0, shake / 4),
            )
            for x, y in parts
        ]
        self._stroke(points, pen)

    def _stroke(self, points: list[Point], pen: Pen) -> None:
        drawn = np.array([[round(x * _MM * 2**_FINE), round(y * _MM * 2**_FINE)] for x, y in points], np.int32)
        layer = self.picture.copy()
        thick = max(1, round(pen.width * _MM))
        cv2.polylines(layer, [drawn], False, pen.colour, thick, cv2.LINE_AA, _FINE)
        # ink does not lighten what is printed
        self.picture = np.minimum(self.picture, layer)


def _between(start: Point, end: Point, chance: Random, shake: float) -> Point:
    return (start[0] + end[0]) / 2 + chance.gauss(0, shake), (start[1] + end[1]) / 2 + chance.gauss(0, shake)


@dataclass(frozen=True)
class Shot:
    """How a photo is taken. ``long`` is its longer side in pixels, ``blur`` and ``shaken`` are in pixels, ``bend`` in
    millimetres, ``turn`` in degrees."""

    long: int = 2400
    turn: float = 0
    tilt: float = 0.02
    fills: float = 0.86
    bend: float = 0.6
    blur: float = 0.8
    shaken: float = 0
    shadow: float = 0.3
    creases: float = 0.05
    noise: float = 3
    quality: int = 80

    @classmethod
    def any(cls, chance: Random) -> "Shot":
        """As people take them when they take care, or nearly: turned any way, tilted, bent, in bad light."""
        return cls(
            long=chance.choice([1800, 2200, 2600, 3000]),
            turn=chance.choice([0, 0, 0, 90, 180, 270]) + chance.uniform(-12, 12),
            tilt=chance.uniform(0, 0.07),
            fills=chance.uniform(0.72, 0.92),
            bend=chance.uniform(0, 1.5),
            blur=chance.uniform(0.3, 1.8),
            shaken=chance.choice([0, 0, 0, chance.uniform(1, 4)]),
            shadow=chance.uniform(0, 0.6),
            creases=chance.uniform(0, 0.14),
            noise=chance.uniform(1, 8),
            quality=chance.randint(45, 92),
        )


def photograph(page: Picture, shot: Shot, chance: Random) -> bytes:
    """The page on a table, as a JPEG."""
    draw = np.random.default_rng(chance.getrandbits(63))
    lit = _lit(page, shot, draw)
    width, height = round(shot.long * 3 / 4), shot.long
    table = np.full((height, width, 3), draw.integers(40, 190, 3), np.float32)
    table += _slow(draw, (height, width), 40, 25)[..., None]
    placed = _placed(lit, shot, draw, width, height)
    mask = placed[..., 3:].astype(np.float32) / 255
    taken = np.asarray(table * (1 - mask) + placed[..., :3] * mask, np.float32)
    if shot.blur:
        taken = np.asarray(cv2.GaussianBlur(taken, (0, 0), shot.blur), np.float32)
    if shot.shaken > 1:
        taken = np.asarray(cv2.filter2D(taken, -1, _trail(shot.shaken, draw)), np.float32)
    grain = draw.standard_normal(taken.shape[:2], dtype=np.float32) * shot.noise
    seen = np.clip(taken + grain[..., None], 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, shot.quality])
    return bytes(jpeg.tobytes())


def _lit(page: Picture, shot: Shot, draw: np.random.Generator) -> Picture:
    """With the shadow of whoever holds the telephone, light from one side, and creases."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = draw.uniform(0, 2 * np.pi)
    along = x * np.float32(np.cos(angle) / width) + y * np.float32(np.sin(angle) / height)
    light = 1 - shot.shadow * 0.4 * (along - along.min()) / (along.max() - along.min())
    edge = draw.uniform(0.2, 0.8)
    soft = draw.uniform(0.01, 0.1)
    light *= 1 - shot.shadow * 0.5 / (1 + np.exp(-(along - np.quantile(along[::50, ::50], edge)) / soft))
    light *= 1 + shot.creases * _slow(draw, (height, width), 60, 1)
    for _ in range(int(draw.integers(0, 3)) if shot.creases > 0.03 else 0):
        at, tilt = draw.uniform(0.2, 0.8), draw.uniform(-0.2, 0.2)
        distance = (y / height - at - tilt * x / width) * height
        light *= 1 - shot.creases * np.exp(-np.abs(distance) / 6)
    tint = np.array([draw.uniform(0.8, 1), draw.uniform(0.9, 1), 1], np.float32)
    return np.asarray(np.clip(page * light[..., None] * tint * draw.uniform(0.75, 1), 0, 255), np.uint8)


def _placed(page: Picture, shot: Shot, draw: np.random.Generator, width: int, height: int) -> NDArray[np.float32]:
    """The page, bent, turned and seen from where the telephone is, with its transparency."""
    tall, wide = page.shape[:2]
    whole = np.dstack([page, np.full((tall, wide), 255, np.uint8)])
    move = shot.bend * _MM
    bent: Picture = whole
    if move:
        y, x = np.mgrid[0:tall, 0:wide].astype(np.float32)
        aside, down = (move * _slow(draw, (tall, wide), 600, 1) for _ in range(2))
        bent = np.asarray(cv2.remap(whole, x + aside, y + down, cv2.INTER_LINEAR), np.uint8)
    across = shot.turn % 180 > 45 and shot.turn % 180 < 135
    room = min(width / (tall if across else wide), height / (wide if across else tall)) * shot.fills
    corners = np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)], np.float32) / 2 * room
    a = np.deg2rad(shot.turn)
    turned = corners @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]], np.float32)
    turned = turned * (1 + draw.uniform(-shot.tilt, shot.tilt, (4, 1))) + (width / 2, height / 2)
    low, high = turned.min(0), turned.max(0)
    fit = min(1.0, 0.98 * width / (high[0] - low[0]), 0.98 * height / (high[1] - low[1]))
    turned = (turned - (low + high) / 2) * fit + (width / 2, height / 2)
    seen = cv2.getPerspectiveTransform(
        np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32), turned.astype(np.float32)
    )
    shrunk = np.hypot(*(turned[1] - turned[0])) / wide
    if shrunk < 0.9:  # a lens does not skip points, as drawing smaller does
        bent = np.asarray(cv2.GaussianBlur(bent, (0, 0), 0.4 / shrunk), np.uint8)
    return np.asarray(cv2.warpPerspective(bent, seen, (width, height), flags=cv2.INTER_LINEAR), np.float32)


def _slow(draw: np.random.Generator, shape: tuple[int, int], size: int, most: float) -> NDArray[np.float32]:
    """Noise that changes over ``size`` pixels, some -``most`` to ``most``."""
    rough = draw.normal(0, most / 2, (shape[0] // size + 3, shape[1] // size + 3)).astype(np.float32)
    return np.asarray(cv2.resize(rough, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _trail(length: float, draw: np.random.Generator) -> NDArray[np.float32]:
    side = int(length) * 2 + 1
    trail = np.zeros((side, side), np.float32)
    angle = draw.uniform(0, np.pi)
    for step in np.linspace(-length / 2, length / 2, side * 3):
        trail[round(side // 2 + step * np.sin(angle)), round(side // 2 + step * np.cos(angle))] += 1
    return np.asarray(trail / trail.sum(), np.float32)
