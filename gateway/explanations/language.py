"""The language of an explanation: asked for by name, else by `Accept-Language` (RFC 9110), else English."""

from typing import Annotated

from fastapi import Depends, Header, Query

from matching.explain import LANGUAGES, Language

DEFAULT: Language = "en"


def preferred(accept_language: str | None) -> Language:
    """The language with the greatest weight that we speak; `zh-CN` counts as `zh`. What is malformed is ignored."""
    best, found = 0.0, DEFAULT
    for entry in (accept_language or "").split(","):
        tag, _, parameter = entry.partition(";")
        name = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        for language in LANGUAGES:
            if name == language and weight > best:
                best, found = weight, language
    return found


def _weight(parameter: str) -> float:
    name, _, value = parameter.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.lower() == "q" else 0.0
    except ValueError:
        return 0.0


async def _language(
    language: Annotated[
        Language | None, Query(description="The text's language; by default what `Accept-Language` prefers.")
    ] = None,
    accept_language: Annotated[str | None, Header(examples=["zh-CN, en;q=0.5"])] = None,
) -> Language:
    return language or preferred(accept_language)


LanguageDep = Annotated[Language, Depends(_language)]
