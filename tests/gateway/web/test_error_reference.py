"""docs/reference/errors.md names the codes that the gateway raises, and no others."""

import ast
import re

import gateway.errors
from gateway.errors import ShoalError
from gateway.ledger import errors as ledger_errors
from gateway.projection import errors as projection_errors
from gateway.web import problems
from shoal.home import checkout

CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
PASSED_THROUGH = {"INTERNAL"}


def error_classes() -> set[str]:
    names = {"refused", "translate"}
    todo = [ShoalError]
    while todo:
        found = todo.pop()
        names.add(found.__name__)
        todo += found.__subclasses__()
    return names


def raised() -> set[str]:
    """Codes that stand as the first argument of a failure's constructor anywhere in the gateway."""
    assert ledger_errors
    assert projection_errors
    classes = error_classes() | {"super"}
    codes: set[str] = set()
    for path in (checkout() / "gateway").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                value = node.args[0].value
                if (name in classes or name == "__init__") and isinstance(value, str) and CODE.fullmatch(value):
                    codes.add(value)
    return codes | {code for code, _ in problems._HTTP_CODES.values()} | set(problems._CODE_OF_TYPE.values())


def documented(heading: str) -> set[str]:
    text = (checkout() / "docs" / "reference" / "errors.md").read_text("utf-8")
    part = re.split(r"^## ", text, flags=re.MULTILINE)
    (section,) = [entry for entry in part if entry.startswith(heading)]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", section, flags=re.MULTILINE))


def test_every_code_raised_is_documented():
    assert raised() - PASSED_THROUGH <= documented("Gateway") | documented("Chaincode")


def test_every_code_documented_is_raised():
    # Written as data, not raised by a constructor.
    as_data = {"OPERATION_INTERRUPTED", "NETWORK_NOT_UP"}
    assert documented("Gateway") - as_data <= raised()


def test_the_status_of_every_chaincode_code_is_a_client_error_unless_it_is_our_fault():
    ours = {"STATE_CORRUPT", "INTERNAL", "FUNCTION_UNKNOWN", "ARGUMENT_ENCODING", "ARGUMENT_COUNT", "ARGUMENT_JSON"}
    for code in documented("Chaincode"):
        assert (gateway.errors.status_of(code) >= 500) == (code in ours), code
    for code, status in {
        "LIST_UNKNOWN": 404,
        "SCHEME_LIST_UNKNOWN": 409,
        "BREED_UNKNOWN": 422,
        "FIELD_UNKNOWN": 422,
        "CODE_INVALID": 422,
        "NAME_TAKEN": 409,
        "DECISION_EXISTS": 409,
        "CYCLE_NOT_OPEN": 409,
        "PARTY_MISMATCH": 403,
        "MVCC_READ_CONFLICT": 409,
    }.items():
        assert gateway.errors.status_of(code) == status
