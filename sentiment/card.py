"""The model card: what a model was made of and how well it does, as JSON and as Markdown."""

import json
from typing import Any

from sentiment.labels import LABELS, SENTIMENT

CARD_JSON, CARD_MARKDOWN = "card.json", "card.md"


def files(card: dict[str, Any]) -> dict[str, str]:
    """Both spellings of the card, by file name."""
    return {
        CARD_JSON: json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        CARD_MARKDOWN: markdown(card),
    }


def markdown(card: dict[str, Any]) -> str:
    """The card for readers."""
    made, data = card["training"], card["data"]
    lines = [
        f"# Model card: {card['language']}",
        "",
        "Logistic regression over a bag of words (TF-IDF of distinct terms, balanced classes).",
        "",
        f"- Training file: `{data['name']}`, SHA-256 `{data['sha256']}`. {data['note']}".rstrip(),
        f"- Reviews: {made['reviews']}, exact duplicates dropped: {made['duplicates_dropped']}; "
        + ", ".join(f"{label} ({SENTIMENT[label]}) {made['classes'][label]}" for label in LABELS)
        + f". Trade sentences for adaptation: {made['trade_sentences']}.",
        f"- Seed {made['seed']}; terms {made['terms']}; parameters: "
        + ", ".join(f"{name} {value}" for name, value in made["parameters"].items())
        + ".",
        f"- Thresholds, chosen on {made['validation_reviews']} validation reviews by duplicate group: unsure below "
        f"{made['unsure_below']}, middle {made['middle']}.",
        "",
        "Rows of a confusion matrix are the truth, columns the leaning, both in the order "
        + ", ".join(LABELS)
        + ". *Opposite* is excellent called bad or the reverse among decisions;",
        "*as credit sees it* counts unsure as good; *two classes* asks which of excellent and bad is more probable.",
    ]
    for name, figures in card["figures"].items():
        lines += ["", f"## {name}", "", *_table(figures)]
    return "\n".join(lines) + "\n"


def _table(figures: dict[str, dict[str, Any]]) -> list[str]:
    lines = [
        "| read | texts | accuracy | macro-F1 | as credit sees it | two classes | unsure | opposite | confusion |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for way, f in figures.items():
        matrix = " / ".join(" ".join(map(str, row)) for row in f["leaning"]["confusion"])
        cells = [f["leaning"]["accuracy"], f["leaning"]["macro_f1"], f["label"]["accuracy"]]
        cells += [f["two_class_accuracy"], f["unsure"], f["opposite"]]
        shown = " | ".join("–" if cell is None else f"{cell:.3f}" for cell in cells)
        lines.append(f"| {way.replace('_', ' ')} | {f['texts']} | {shown} | {matrix} |")
    return lines
