from pontdesarts.tally import rules
from pontdesarts.tally.rules import Kind, Read, Verdict, merge

SURE, BLANK = Read(3, True, 0.99), Read(None, True, 0.99)
DOUBT = Read(2, False, 0.5, "Une marque à côté des cases.")


def said(*reads: Read, printed=4, places=4, cancelled=False) -> Verdict:
    return merge(reads, printed=printed, places=places, cancelled=cancelled)


def test_a_sure_row_is_suggested_and_a_doubtful_one_says_why() -> None:
    assert said(SURE) == Verdict(Kind.SURE, 3)
    assert said(DOUBT) == Verdict(Kind.DOUBTFUL, 2, "Une marque à côté des cases.")
    assert said() == Verdict(Kind.UNREAD)


def test_a_row_without_a_tick_says_nobody_only_where_whoever_ticked_said_so() -> None:
    assert said(BLANK) == Verdict(Kind.BLANK)
    assert said(Read(None, True, 0.99, finished=True)).finished
    assert not said(Read(None, True, 0.99, finished=None)).finished
    assert not said(Read(None, True, 0.99, finished=True), Read(None, True, 0.99, finished=False)).finished


def test_two_sheets_complete_one_another_and_are_doubtful_when_they_differ() -> None:
    assert said(BLANK, SURE) == Verdict(Kind.SURE, 3)
    assert said(DOUBT, SURE) == Verdict(Kind.SURE, 3)
    assert said(SURE, Read(4, True, 0.99)).kind is Kind.DOUBTFUL


def test_what_changed_since_the_printing_is_looked_at_by_a_person() -> None:
    assert said(Read(4, True, 0.99), printed=4, places=3).kind is Kind.DOUBTFUL
    assert said(Read(4, True, 0.99), printed=4, places=6).kind is Kind.DOUBTFUL
    assert said(Read(2, True, 0.99), printed=4, places=3).kind is Kind.SURE
    assert said(SURE, cancelled=True).kind is Kind.DOUBTFUL
    assert said(BLANK, cancelled=True).kind is Kind.BLANK


def test_a_second_photo_counts_only_when_it_leaves_fewer_doubts() -> None:
    assert rules.better([SURE, SURE], [SURE, DOUBT])
    assert not rules.better([SURE, DOUBT], [SURE, DOUBT])


def test_nobody_guesses_the_name_of_a_sheet() -> None:
    names = {rules.identity() for _ in range(500)}
    assert len(names) == 500
    assert all(len(name) == 20 and name.isalnum() for name in names)
