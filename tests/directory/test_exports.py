import pytest

from directory.exports import guard


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_calculate_becomes_text(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Musikschule", "1 = 1", "", 7, -7.5, None])
def test_other_values_stay_as_they_are(value):
    assert guard(value) == value
