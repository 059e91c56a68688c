"""`shoal sentiment`: train, predict, evaluate, explain."""

import functools
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import click

from sentiment import artefact, table, trade
from sentiment.card import files
from sentiment.classifier import SHIPPED, Classifier
from sentiment.errors import SentimentError
from sentiment.measures import measure, printed
from sentiment.plots import plots
from sentiment.recipes import RECIPES
from sentiment.reviews import Columns, Format, read, stream

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FORMATS = click.Choice(["auto", "kaggle", "snap", "csv"])


def _coded(command: Callable[..., None]) -> Callable[..., None]:
    """A SentimentError ends the command with its code and message, not a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except SentimentError as error:
            raise click.ClickException(str(error)) from error

    return run


@click.group()
def cli() -> None:
    """The credit classifier: train it, and see what it says and why."""


@cli.command()
@click.option("--reviews", type=_FILE, required=True, help="Labelled reviews to learn from; may be gzipped.")
@click.option("--format", "form", type=_FORMATS, default="auto", show_default=True)
@click.option("--text-column", default="text", show_default=True, help="For --format csv.")
@click.option("--label-column", default="label", show_default=True, help="positive, neutral or negative.")
@click.option("--score-column", default="score", show_default=True, help="1 to 5, where no label column is.")
@click.option("--language", type=click.Choice(sorted(RECIPES)), default="en", show_default=True)
@click.option("--also", type=_FILE, multiple=True, help="Labelled sentences of other domains to learn from as well.")
@click.option("--reviews-only", is_flag=True, help="Learn from the reviews alone, from no sentences of our own.")
@click.option("--dev", type=_FILE, help="Labelled reviews to measure on; never learnt from.")
@click.option("--note", default="", help="A remark on the data's origin and licence, for the card.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--out", type=_FOLDER, required=True, help="The model's folder; replaced only on success.")
@_coded
def train(
    reviews: Path, form: str, text_column: str, label_column: str, score_column: str, language: str,
    also: tuple[Path, ...], reviews_only: bool, dev: Path | None, note: str, seed: int, out: Path,
) -> None:  # fmt: skip
    """Learn one language's model from labelled reviews and write it with its card."""
    from sentiment import training  # scikit-learn is loaded for training only

    columns, tell = Columns(text=text_column, label=label_column, score=score_column), _clock()
    tell(f"reading {reviews.name}")
    rows = stream(reviews, cast(Format, form), columns)
    own = training.Own()
    if not reviews_only:
        own = training.Own(trade.sentences(language, "adapt"), trade.composed(language))
    others = [sentence for path in also for sentence in read(path, "csv")]
    measured = read(dev, "auto", columns) if dev else []  # before the long work: it may be refused too
    trained = training.train(RECIPES[language], rows, own, others, seed, tell)
    tell("measuring")
    figures = {dev.name: measure(trained.model, measured)} if dev else {}
    figures["trade sentences (measuring half)"] = measure(trained.model, trade.sentences(language, "measure"))
    card = {
        "language": language,
        "data": _named(reviews) | {"note": note},
        "also": [_named(path) for path in also],
        "training": trained.account,
        "figures": figures,
    }
    digest = artefact.save(trained.model, out, files(card) | plots(card))
    tell("done")
    click.echo(files(card)["card.md"])
    click.echo(f"{out}: digest {digest}")


def _clock() -> Callable[[str], None]:
    """Tells each step on the terminal, with the seconds since the start."""
    start = time.monotonic()
    return lambda step: click.echo(f"{time.monotonic() - start:6.1f} s  {step}", err=True)


def _named(path: Path) -> dict[str, str]:
    with path.open("rb") as raw:
        return {"name": path.name, "sha256": hashlib.file_digest(raw, "sha256").hexdigest()}


@cli.command()
@click.option("--in", "source", type=_FILE, required=True, help="CSV with a column `text`.")
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--model", type=_FOLDER, default=SHIPPED, show_default="the shipped models")
@_coded
def predict(source: Path, target: Path, model: Path) -> None:
    """Add label, probabilities, unsure and language to each row of a CSV file; reads `summary` too where it is."""
    classifier = Classifier.load(model)
    rows = table.predict(classifier, source, target)
    click.echo(f"{rows} rows to {target}, classifier {classifier.digest}")


@cli.command()
@click.option("--reviews", type=_FILE, required=True, help="Labelled reviews; may be gzipped.")
@click.option("--format", "form", type=_FORMATS, default="auto", show_default=True)
@click.option("--language", type=click.Choice(sorted(RECIPES)), default="en", show_default=True)
@click.option("--text-column", default="text", show_default=True, help="For --format csv.")
@click.option("--label-column", default="label", show_default=True, help="positive, neutral or negative.")
@click.option("--score-column", default="score", show_default=True, help="1 to 5, where no label column is.")
@click.option("--model", type=_FOLDER, default=SHIPPED, show_default="the shipped models")
@click.option("--json", "as_json", is_flag=True, help="Every figure, for programs.")
@_coded
def evaluate(
    reviews: Path, form: str, language: str, text_column: str, label_column: str, score_column: str, model: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Measure a model on labelled reviews: a table, or JSON."""
    classifier = Classifier.load(model)
    if language not in classifier.models:
        raise SentimentError(
            "SENTIMENT_MODEL", f"{model} has no model for {language}, but {', '.join(classifier.models)}"
        )
    columns = Columns(text=text_column, label=label_column, score=score_column)
    figures = measure(classifier.models[language], read(reviews, cast(Format, form), columns))
    if as_json:
        click.echo(json.dumps(figures, indent=1))
    else:
        click.echo(f"{reviews.name}, model {language} {classifier.model_digests[language]}\n\n{printed(figures)}")


@cli.command()
@click.argument("text")
@click.option("--model", type=_FOLDER, default=SHIPPED, show_default="the shipped models")
@_coded
def explain(text: str, model: Path) -> None:
    """Print the label of TEXT, its probabilities, and the words that decided."""
    classifier = Classifier.load(model)
    judgement = classifier.classify(text)
    doubt = f" (unsure; leaning {judgement.leaning})" if judgement.unsure else ""
    click.echo(f"{judgement.label}{doubt}, language {judgement.language}")
    click.echo("  ".join(f"{label} {chance:.3f}" for label, chance in judgement.probabilities.items()))
    click.echo(f"words for (+) and against (-) {judgement.leaning}:")
    for word, weight in judgement.words:
        click.echo(f"  {weight:+.3f}  {word}")
    click.echo(f"  {judgement.intercept:+.3f}  (intercept)\n  {judgement.logit:+.3f}  sum")
    click.echo(f"classifier {classifier.digest}")
