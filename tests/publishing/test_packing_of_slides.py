"""Which parts stand on which slide: numbers alone, no browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.slides.packing import Part, grown, heights, packed

ROOM, GAP = 600.0, 10.0
lengths = st.lists(st.tuples(st.integers(0, 5), st.floats(1, 900), st.integers(0, 100)), min_size=1, max_size=25)


@given(lengths)
def test_each_part_stands_on_one_slide_in_order_and_only_a_part_that_is_too_high_itself_is_not_held(
    given_parts,
) -> None:
    parts = [Part(block, height, cost=cost) for block, height, cost in sorted(given_parts, key=lambda part: part[0])]
    spans = packed(parts, ROOM, GAP)
    assert [k for start, stop in spans for k in range(start, stop)] == list(range(len(parts)))
    for start, stop in spans:
        assert heights(parts[start:stop], GAP) <= ROOM or stop - start == 1


@given(lengths)
def test_no_way_to_pack_needs_fewer_slides_where_every_break_costs_the_same(given_parts) -> None:
    parts = [Part(k, height) for k, (_, height, _) in enumerate(given_parts)]
    greedy, height = 1, 0.0
    for part in parts:
        if height and height + part.height + GAP > ROOM:
            greedy, height = greedy + 1, 0.0
        height += part.height + GAP
    assert len(packed(parts, ROOM, GAP)) == greedy


def test_what_fits_stands_on_one_slide() -> None:
    assert packed([Part(0, 100, cost=0), Part(1, 200, cost=1), Part(2, 250)], ROOM, GAP) == [(0, 3)]


def test_a_slide_begins_where_it_disturbs_least() -> None:
    text, code, printed = Part(0, 200, cost=8), Part(1, 250, cost=8), Part(2, 200, cost=45)
    assert packed([text, code, printed], ROOM, GAP) == [(0, 1), (1, 3)], "the code stays with what it printed"


def test_a_list_that_fits_a_slide_is_not_parted_and_a_longer_one_is_with_its_head_on_each() -> None:
    text = [Part(0, 300)]
    items = [Part(1, 60, frame=40, cost=8 if k == 0 else 30) for k in range(8)]
    assert packed(text + items, ROOM, GAP) == [(0, 1), (1, 9)]
    long = [Part(1, 60, frame=40, cost=30) for _ in range(15)]
    assert heights(long[:9], GAP) == 9 * 60 + 40 + GAP
    assert [stop - start for start, stop in packed(long, ROOM, GAP)] != [15]
    assert all(heights(long[start:stop], GAP) <= ROOM for start, stop in packed(long, ROOM, GAP))


def test_a_picture_takes_what_is_free_up_to_what_it_wishes_and_two_share_it() -> None:
    alone = [Part(0, 300, best=500)]
    assert grown(alone, ROOM, GAP) == [500]
    beside = [Part(0, 250), Part(1, 300, best=500)]
    assert grown(beside, ROOM, GAP) == [0, pytest.approx(ROOM - 250 - 2 * GAP)]
    two = [Part(0, 200, best=400), Part(1, 200, best=400)]
    assert grown(two, ROOM, GAP) == pytest.approx([290, 290])


def test_a_picture_stands_by_itself_rather_than_small_where_that_needs_no_slide_more() -> None:
    text, code, picture = Part(0, 250), Part(1, 290, cost=8), Part(2, 270, cost=4, best=450)
    assert packed([text, code, picture], ROOM, GAP) == [(0, 2), (2, 3)]
