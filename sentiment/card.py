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
        "Logistic regression of each grade (stars) against the others over a bag of words (TF-IDF of distinct terms),",
        "read as three classes by matrix scaling. Short texts (fewer than "
        f"{made['parameters']['short_below']} words or characters) and others are read apart.",
        "",
        f"- Training file: `{data['name']}`, SHA-256 `{data['sha256']}`. {data['note']}".rstrip(),
        *(f"- Also learnt from: `{also['name']}`, SHA-256 `{also['sha256']}`." for also in card.get("also", ())),
        f"- Reviews: {made['reviews']}, near-duplicates dropped: {made['near_duplicates_dropped']}; "
        + ", ".join(f"{label} ({SENTIMENT[label]}) {made['classes'][label]}" for label in LABELS)
        + f"; {made['groups']} groups of products and duplicates.",
        f"- Our own: {made['trade_sentences']} trade sentences for adaptation, {made['composed_sentences']} sentences "
        f"composed of clauses. Sentences of other domains: {made['other_sentences']}.",
        f"- Seed {made['seed']}; terms {made['terms']}; parameters: "
        + ", ".join(f"{name} {value}" for name, value in made["parameters"].items())
        + ".",
        *(
            f"- {kind.capitalize()} texts, chosen on {made['folds']} held-out folds by group: handicaps "
            f"{made[kind]['handicaps']}, unsure below {made[kind]['unsure_below']}."
            for kind in ("short", "long")
        ),
        "- Learning curve (macro-F1 on a held-out fold of reviews by rows learnt from): "
        + ", ".join(f"{point['rows']}: {point['macro_f1']:.3f}" for point in made["learning_curve"])
        + ".",
        "",
        "Rows of a confusion matrix are the truth, columns the leaning, both in the order "
        + ", ".join(LABELS)
        + ". *Opposite* is excellent called bad or the reverse among decisions;",
        "*for credit* counts unsure as good; *two classes* asks which of excellent and bad is more probable.",
    ]
    for name, figures in card["figures"].items():
        lines += ["", f"## {name}", "", *_table(figures)]
    return "\n".join(lines) + "\n"


def _table(figures: dict[str, dict[str, Any]]) -> list[str]:
    lines = [
        "| read | texts | accuracy | macro-F1 | for credit | two classes | unsure | opposite | ECE | confusion |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for way, f in figures.items():
        matrix = " / ".join(" ".join(map(str, row)) for row in f["leaning"]["confusion"])
        cells = [f["leaning"]["accuracy"], f["leaning"]["macro_f1"], f["label"]["accuracy"]]
        cells += [f["two_class_accuracy"], f["unsure"], f["opposite"], f["calibration_error"]]
        shown = " | ".join("–" if cell is None else f"{cell:.3f}" for cell in cells)
        lines.append(f"| {way.replace('_', ' ')} | {f['texts']} | {shown} | {matrix} |")
    return lines
