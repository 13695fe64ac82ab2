"""Photos of ticked lists, read: right when it says that it is sure, and to a person in every other case."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from pontdesarts.bookings.documents import boxes
from pontdesarts.demo import evening
from pontdesarts.demo.camera import PENS, UNCLEAR, Mark, Paper, Shot
from pontdesarts.tally import reading
from pontdesarts.tally.reading import NotReadable, decoding
from pontdesarts.tally.reading.ink import Measure, RowMeasures
from tests.tally.papers import BLUE, IDENTITY, STRAIGHT, beside, box, photo, printed, ticked

PLACES = [4, 2, 1, 6, 12, 3, 5, 2]


def read(content: bytes, places=PLACES, identity=IDENTITY) -> reading.Page:
    (picture,) = reading.pictures(content)
    return reading.read(picture, lambda named: places if named == identity else None)


def refusal(content: bytes, places=PLACES) -> str:
    with pytest.raises(NotReadable) as caught:
        for picture in reading.pictures(content):
            reading.read(picture, lambda named: places if named == IDENTITY else None)
    assert caught.value.next_step
    return caught.value.sentence


# --- the paper


def test_the_boxes_are_printed_where_they_are_read() -> None:
    (page,) = printed(PLACES, dpi=254)  # ten pixels a millimetre
    grey = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    frames = [each.frame for row, places in enumerate(PLACES) for each in boxes.of_row(row, places)]
    frames += [boxes.finished().frame, boxes.written(4, 12)]
    for frame in frames:
        for x, y, dx, dy in (
            (frame.left, frame.top + 3.2, 1, 0),
            (frame.left + frame.width, frame.top + 3.2, 1, 0),
            (frame.left + 3.7, frame.top, 0, 1),
            (frame.left + 3.7, frame.top + frame.height, 0, 1),
        ):
            line = [grey[round(y * 10) + dy * step, round(x * 10) + dx * step] for step in range(-8, 9)]
            dark = [step for step, value in zip(range(-8, 9), line, strict=True) if value < 128]
            assert dark, frame
            assert abs(sum(dark) / len(dark)) <= 1, frame  # a tenth of a millimetre


def test_the_corners_are_signs_of_aruco_s_dictionary() -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, lines in boxes.SIGNS.items():
        drawn = cv2.aruco.generateImageMarker(dictionary, number, 6)[1:5, 1:5] // 255
        assert tuple("".join(map(str, line)) for line in drawn.tolist()) == lines


def test_the_square_says_the_sheet_and_the_page_and_nothing_else() -> None:
    assert boxes.understood(boxes.said(IDENTITY, 2)) == (IDENTITY, 2)
    assert len(boxes.said(IDENTITY, 2)) == 5 + 20 + 2
    for other in ("https://example.org", "PDA1:", "PDA1:ABC", "PDA1::1", "PDA1:A B:1", "PDA1:ABC:9999", "PDA1:ABC:²"):
        assert boxes.understood(other) is None


# --- what is ticked


def test_a_tick_of_any_hand_is_read_and_silence_is_silence() -> None:
    hands = {(0, 4): Mark.TICK, (1, 1): Mark.CROSS, (2, 1): Mark.SLASH, (3, 5): Mark.CURVE, (4, 12): Mark.CROSS}
    page = read(photo(ticked(PLACES, hands, finished=True)))
    assert (page.identity, page.number, page.finished) == (IDENTITY, 1, True)
    assert [(row.count, row.sure) for row in page.rows.values()] == [
        (4, True),
        (1, True),
        (1, True),
        (5, True),
        (12, True),
        (None, True),
        (None, True),
        (None, True),
    ]


def by_each_pen(places, count: int, mark: Mark) -> Paper:
    """A page whose first rows have this mark, one row for each pen."""
    paper = ticked(places, {})
    for row, pen in enumerate(PENS):
        paper.draw(mark, box(places, row, count), pen)
    return paper


@pytest.mark.parametrize("mark", [Mark.TICK, Mark.CROSS, Mark.SLASH, Mark.CURVE])
def test_every_pen_is_seen(mark: Mark) -> None:
    places = [4] * (len(PENS) + 1)
    page = read(photo(by_each_pen(places, 4, mark)), places)
    assert [(row.count, row.sure) for row in page.rows.values()] == [*[(4, True)] * len(PENS), (None, True)]
    assert page.finished is False


@pytest.mark.parametrize(("places", "count"), [(8, 8), (6, 2), (6, 5)], ids=["large", "small", "last"])
@pytest.mark.parametrize("mark", [Mark.STRUCK, Mark.SCRIBBLED])
def test_a_mark_taken_back_is_nobody_s_number_however_thin_the_pen(mark: Mark, places: int, count: int) -> None:
    rows = [places] * len(PENS)
    page = read(photo(by_each_pen(rows, count, mark)), rows)
    assert {row for row, found in page.rows.items() if found.sure} == set()


def test_a_box_for_each_person_who_comes_in_says_how_many() -> None:
    page = read(photo(ticked(PLACES, {(0, count): Mark.TICK for count in (1, 2, 3)})))
    assert (page.rows[0].count, page.rows[0].sure) == (3, True)


@pytest.mark.parametrize(("places", "count"), [(4, 4), (6, 2), (1, 1)])
def test_a_mark_of_which_nobody_could_be_sure_goes_to_a_person(places: int, count: int) -> None:
    unclear = [*UNCLEAR, Mark.FAINT]
    rows = [places] * (2 * len(unclear))  # every other row is left alone
    page = read(photo(ticked(rows, {(2 * row, count): mark for row, mark in enumerate(unclear)})), rows)
    for row, mark in enumerate(unclear):
        found = page.rows[2 * row]
        assert not found.sure, mark
        assert found.why
        assert found.confidence <= 0.5
    assert all(page.rows[2 * row + 1].count is None for row in range(len(unclear)))


def test_a_box_with_far_more_ink_than_the_one_beside_it_was_taken_back() -> None:
    tick, same, scribble = (Measure(ink, 12, 1, side) for ink, side in ((0.08, 7.5), (0.15, 5.5), (0.4, 5.5)))
    row = reading.judge(2, RowMeasures((tick, scribble), 0, None))
    assert (row.sure, row.why) == (False, "Plusieurs cases sont cochées.")
    row = reading.judge(2, RowMeasures((tick, same), 0, None))
    assert (row.sure, row.count) == (True, 2)


def test_boxes_that_disagree_go_to_a_person() -> None:
    row = read(photo(ticked(PLACES, {(0, 4): Mark.TICK, (0, 2): Mark.TICK}))).rows[0]
    assert (row.sure, row.why) == (False, "Plusieurs cases sont cochées.")


def test_a_line_through_a_row_is_not_everybody() -> None:
    paper = ticked(PLACES, {})
    y = boxes.top_of(3) + 9
    paper.strike((30, y), (155, y + 0.5), BLUE)
    row = read(photo(paper)).rows[3]
    assert not row.sure


def test_a_tick_so_large_that_it_enters_the_next_box_goes_to_a_person() -> None:
    paper = ticked(PLACES, {})
    first, second = box(PLACES, 3, 1), box(PLACES, 3, 2)
    paper.strike((first.left + 1, first.top + 5), (second.left + 5.5, second.top + 1.5), BLUE)
    assert not read(photo(paper)).rows[3].sure


def test_a_number_written_by_hand_is_left_to_a_person() -> None:
    paper = ticked(PLACES, {})
    paper.write("9", boxes.written(4, 12), BLUE)
    row = read(photo(paper)).rows[4]
    assert (row.count, row.sure) == (None, False)
    assert "écrit à la main" in row.why


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_sheet_photographed_upside_down_is_read_the_right_way_up(turn: int) -> None:
    page = read(photo(ticked(PLACES, {(1, 2): Mark.CROSS}), replace(STRAIGHT, turn=turn)))
    assert page.rows[1].count == 2
    assert page.rows[0].count is None


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_light_and_the_hand_nothing_wrong_is_said_to_be_sure(seed: int) -> None:
    places = (PLACES * 2)[: boxes.A_PAGE]  # full pages say as much as twice as many half empty ones
    chance = Random(900 + seed)
    paper = Paper.of(printed(places)[0], chance)
    truth = evening.tick(paper, places, 1, chance)
    page = read(photo(paper, Shot.any(chance), seed), places)
    sure = {row for row, found in page.rows.items() if found.sure}
    assert {row: page.rows[row].count for row in sure} == {row: truth[row].said for row in sure}
    assert all(truth[row].clear for row in sure)
    clear = {row for row in truth if truth[row].clear}
    assert len(sure & clear) >= len(clear) - 2


def test_the_second_page_is_read_with_its_own_rows() -> None:
    places = [2] * 15 + [3, 4]
    page = read(photo(ticked(places, {(15, 3): Mark.TICK, (16, 1): Mark.TICK}, page=2)), places)
    assert page.number == 2
    assert {row: found.count for row, found in page.rows.items()} == {15: 3, 16: 1}


def test_a_scan_in_pdf_gives_every_page() -> None:
    places = [2] * 16
    pages = [Image.open(BytesIO(each)).convert("L") for each in printed(places, dpi=150)]
    scan = BytesIO()
    pages[0].save(scan, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    found = [reading.read(each, lambda _: places) for each in reading.pictures(scan.getvalue())]
    assert [page.number for page in found] == [1, 2]


# --- what is no list


def jpeg(picture) -> bytes:
    return bytes(cv2.imencode(".jpg", np.asarray(picture, np.uint8))[1].tobytes())


def noise(shape=(1200, 900, 3)):
    return cv2.GaussianBlur(np.random.default_rng(3).integers(0, 255, shape).astype(np.uint8), (0, 0), 2)


def test_a_photo_of_something_else_says_so() -> None:
    assert refusal(jpeg(noise())) == "Nous ne voyons pas de liste cochée sur cette photo."


def test_a_sheet_that_is_not_of_this_date_says_nothing_of_it() -> None:
    other = photo(ticked(PLACES, {(0, 4): Mark.TICK}, identity="ZZZZZZZZZZZZZZZZZZZZ"))
    assert refusal(other) == "Cette feuille n'est pas une liste de cette date."


def test_a_hidden_corner_is_enough_to_ask_again_but_one_can_be_spared() -> None:
    paper = ticked(PLACES, {(0, 4): Mark.TICK})
    paper.picture[-220:, :200] = 90
    assert read(photo(paper)).rows[0].count == 4
    paper.picture[-220:, -200:] = 90
    assert refusal(photo(paper)) == "On ne voit pas tous les coins de la feuille."


def test_two_sheets_on_one_photo_are_refused() -> None:
    one = photo(ticked(PLACES, {}))
    assert refusal(beside(one, one)) == "Il y a plusieurs feuilles sur cette photo."


def test_blurred_beyond_reading_is_refused() -> None:
    for blur in (8, 24):
        said = refusal(photo(ticked(PLACES, {(0, 4): Mark.TICK}), replace(STRAIGHT, blur=blur)))
        assert said.startswith("Cette photo est trop floue")


def test_too_far_to_see_a_line_is_refused() -> None:
    said = refusal(photo(ticked(PLACES, {}), replace(STRAIGHT, fills=0.32)))
    assert said == "La feuille est trop petite sur cette photo."


def test_a_list_without_its_square_is_refused() -> None:
    paper = ticked(PLACES, {})
    left, top, side = (round(figure * 200 / 25.4) for figure in boxes.SQUARE)
    paper.picture[top : top + side, left : left + side] = 255
    assert refusal(photo(paper)).startswith("Le carré en haut de la feuille est illisible")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide."),
        (b"bonjour" * 40, "Ce fichier n'est ni une photo ni un PDF."),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"0" * 99, "Cette photo est au format HEIC"),
        (b"%PDF-1.7 nothing", "Ce PDF est abîmé"),
        (b"\xff\xd8\xff\xe0" + b"0" * 500, "Ce fichier"),
        (b"0" * (decoding.MOST_BYTES + 1), "Ce fichier est trop lourd"),
    ],
)
def test_what_is_not_a_photo_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def test_a_photo_cut_short_is_refused() -> None:
    assert refusal(photo(ticked(PLACES, {}))[:40_000]) == "Ce fichier est abîmé ou incomplet."


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    huge = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0))
    huge += chunk(b"IDAT", zlib.compress(b"0" * 1000)) + chunk(b"IEND", b"")
    assert refusal(huge).startswith("Cette image est trop grande")


def a_pdf(pages: int, *, side: float = 595, password: str = "") -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(side, side)
    if password:
        writer.encrypt(password)
    writer.write(out)
    assert len(PdfReader(BytesIO(out.getvalue()), password=password or None).pages) == pages
    return out.getvalue()


def test_a_pdf_is_read_within_bounds() -> None:
    assert refusal(a_pdf(13)).startswith("Ce PDF a 13 pages")
    (page,) = decoding.pictures(a_pdf(1, side=14_000))
    assert max(page.shape) <= decoding.LONGEST_SIDE + 1
    assert refusal(a_pdf(1, password="secret")).startswith("Ce PDF est abîmé, ou protégé")
