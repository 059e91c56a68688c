"""The API's documentation as one page of plain HTML: no script, nothing fetched from elsewhere."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = """body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}h2{margin-top:2em}
code,pre{background:#f3f3f3;padding:.1em .3em}pre{padding:.6em;overflow:auto}
summary{cursor:pointer}td,th{text-align:left;padding:.1em .8em .1em 0;vertical-align:top}"""


def page(document: dict[str, Any]) -> str:
    """The page of an OpenAPI document: operations by tag, each with parameters, an example body and its answers."""
    info = document["info"]
    body = "".join(_tags(document))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(info['title'])} API</title>"
        f"<style>{_STYLE}</style><h1>{escape(info['title'])} {escape(info['version'])}</h1>"
        f"{_paragraphs(info['description'])}<p>Machine readable: <a href='/v1/openapi.json'>openapi.json</a></p>{body}"
    )


def _tags(document: dict[str, Any]) -> Iterator[str]:
    for tag in document["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>"
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation.get("tags", ()):
                    yield _operation(document, method, path, operation)


def _operation(document: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(parameter['name'])}</code><td>{escape(parameter['in'])}"
        f"<td>{escape(parameter.get('description', ''))}"
        for parameter in operation.get("parameters", ())
    )
    answers = "".join(
        f"<tr><td><code>{escape(status)}</code><td>{escape(answer['description'])}"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<details><summary><code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}</summary>"
        f"{_paragraphs(operation.get('description', ''))}<table>{rows}</table>{_body(document, operation)}"
        f"<table>{answers}</table></details>"
    )


def _body(document: dict[str, Any], operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return ""
    schema = content["schema"]
    for choice in schema.get("oneOf", [schema])[:1]:
        name = choice.get("$ref", "").rsplit("/", 1)[-1]
        for example in document["components"]["schemas"].get(name, {}).get("examples", ())[:1]:
            return f"<pre>{escape(json.dumps(example, indent=2))}</pre>"
    return ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.strip().split("\n\n"))
