"""What every event states is read all at once, and is what reading one by one finds."""

from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.kafka.attributes import Stated, Values, _one_by_one, stated

ID = b"018f4d2e-7a10-7c3b-9e55-0123456789ab"
MOMENT = b"2026-03-01T12:00:00.250000Z"
PLAIN: Values = {
    "ce_id": ID,
    "ce_subject": ID,
    "ce_correlationid": ID,
    "ce_time": MOMENT,
    "ce_recordedtime": MOMENT,
    "ce_position": b"42",
    "ce_prevposition": b"40",
    "ce_storeepoch": b"3",
    "ce_sequence": b"00000000000000000007",
}

ODD = [
    None,
    b"",
    b"0",
    b"007",
    b" 42",
    b"4_2",
    b"-1",
    b"1e3",
    b"9223372036854775807",
    b"9223372036854775808",
    b"000000000000000000042",
    b"42,40",
    b'42,"40"',
    ID.upper(),
    ID.replace(b"-", b""),
    ID + b'","' + ID,
    ID[:-1] + b"\\",
    b'","',
    b'"',
    b"\\",
    b"\\u0030" + ID[1:],
    b"2026-03-01T12:00:00",
    b"2026-03-01 12:00:00+01:00",
    b"2026-03-01T12:00:00\\u005a",
    b"0001-01-01T00:00:00+23:59",
]

headers = st.fixed_dictionaries(
    {},
    optional={
        name: st.one_of(st.just(value), st.sampled_from(ODD), st.binary(max_size=40))
        for name, value in PLAIN.items()
    },
)


def one_by_one(values: Values) -> Stated | str:
    try:
        return _one_by_one(values)
    except ValueError as error:
        return str(error)


@given(headers)
@example({"ce_id": ID + ID, "ce_subject": b"", "ce_correlationid": ID})
@example({"ce_id": ID.replace(b"-", b""), "ce_subject": ID + b"----"})
def test_whatever_the_headers_are_it_is_what_reading_them_one_by_one_finds(some: Values) -> None:
    values = {**PLAIN, **some}
    expected = one_by_one(values)
    if isinstance(expected, Stated):
        assert stated(values) == expected
    else:
        with pytest.raises(ValueError, match=r"^ce_\w+ is "):
            stated(values)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("value", ODD)
def test_an_odd_value_of_one_header_is_taken_or_refused_as_when_read_alone(
    name: str, value: bytes | None
) -> None:
    values = {**PLAIN, name: value}
    try:
        found: Stated | str = stated(values)
    except ValueError as error:
        found = str(error)
    assert found == one_by_one(values)


def test_leading_zeros_are_part_of_a_sequence() -> None:
    read = stated(PLAIN)
    assert (read.id, read.sequence, read.position) == (UUID(ID.decode()), 7, 42)
