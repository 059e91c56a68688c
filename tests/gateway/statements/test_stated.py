"""What is on its way has the columns of what is kept: one that is missing here would be lost without a word."""

from dataclasses import fields

import pytest

from gateway.records.models import EvaluationText, RecordsBase, Statement
from gateway.statements.stated import Stated, Text


@pytest.mark.parametrize(("plain", "table"), [(Stated, Statement), (Text, EvaluationText)])
def test_plain_objects_have_the_columns_of_their_table(
    plain: type[Stated] | type[Text], table: type[RecordsBase]
) -> None:
    assert {field.name for field in fields(plain)} == set(table.__table__.columns.keys())
