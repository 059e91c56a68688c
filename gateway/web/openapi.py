"""The OpenAPI document: FastAPI's, with the problems that any operation may answer with made true."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway.web.problems import MEDIA_TYPE, Problem, problems

TAGS = [
    {"name": "sessions", "description": "Log in and out."},
    {"name": "companies", "description": "Trading companies."},
    {"name": "supply lists", "description": "Lots offered."},
    {"name": "demand lists", "description": "Lots wanted."},
    {"name": "cycles", "description": "Matching cycles and the jobs that advance them."},
    {"name": "matches", "description": "Trades proposed to both parties, and their decisions."},
    {"name": "contracts", "description": "Matches that both parties accepted, and their evaluations in words."},
    {"name": "appeals", "description": "Labels that a party objects to, decided by the supervisor."},
    {"name": "credit", "description": "Scores, ratings, histories and opening credits."},
    {"name": "market", "description": "Market parameters and classifiers: proposed, then approved."},
    {"name": "transactions", "description": "Writes on their way to the ledger."},
    {"name": "operation", "description": "Health and metrics."},
]
_METHODS = ("get", "post", "put", "patch", "delete")


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application."""
    made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, tags=TAGS)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path in made["paths"].values():
        for method in _METHODS:
            if method in path:
                _with_problems(path[method])
    return made


def _with_problems(operation: dict[str, Any]) -> None:
    answers: dict[str, Any] = operation["responses"]
    for status, answer in problems(*((401,) if operation.get("security") else ())).items():
        answers.setdefault(str(status), answer)
    for status, answer in list(answers.items()):
        described = "$ref" in str(answer.get("content", {})) and "HTTPValidationError" not in str(answer)
        if status.startswith(("4", "5")) and not described:
            answers[status] = {
                "description": answer.get("description", "Problem"),
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
