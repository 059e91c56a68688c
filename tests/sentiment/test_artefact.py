import dataclasses
import hashlib
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentiment import artefact
from sentiment.classifier import Classifier
from sentiment.errors import SentimentError


@pytest.fixture
def folder(model, tmp_path):
    artefact.save(model, tmp_path / "en", {"card.md": "# Card\n"})
    return tmp_path / "en"


def refused(folder):
    with pytest.raises(SentimentError) as refusal:
        artefact.load(folder)
    assert refusal.value.code == "SENTIMENT_MODEL"
    assert str(folder) in refusal.value.message
    return refusal.value.message


def test_round_trip(model, folder):
    loaded, digest = artefact.load(folder)
    assert loaded.terms() == model.terms()
    assert loaded.families == model.families
    for name in ("keys", "scale", "coefficients"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(model, name))
    for one, other in zip(loaded.readings, model.readings, strict=True):
        for name in ("map", "intercepts", "handicaps", "unsure_below"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert loaded.judge("fresh fish") == model.judge("fresh fish")
    assert len(digest) == 64
    assert (folder / "card.md").read_text(encoding="utf-8") == "# Card\n"


def test_the_same_model_has_the_same_digest(model, folder, tmp_path):
    assert artefact.save(model, tmp_path / "again") == artefact.load(folder)[1]


@pytest.mark.parametrize("name", [artefact.MANIFEST, artefact.ARRAYS])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_refused(folder, name, data):
    path = folder / name
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    change = data.draw(st.integers(1, 255))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :])
    try:
        refused(folder)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", [artefact.MANIFEST, artefact.ARRAYS])
def test_a_missing_or_cut_file_is_refused(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:100])
    refused(folder)
    path.unlink()
    refused(folder)


def test_a_consistent_but_senseless_folder_is_refused(folder):
    """The digest proves that nothing changed, not that it makes sense: the shapes are checked too."""
    manifest = json.loads((folder / artefact.MANIFEST).read_text(encoding="utf-8")) | {"terms": 3}
    rewrite(folder, manifest)
    assert "shapes" in refused(folder)


def test_another_version_is_refused(folder):
    manifest = json.loads((folder / artefact.MANIFEST).read_text(encoding="utf-8"))
    manifest["versions"]["normalise"] += 1
    rewrite(folder, manifest)
    assert "versions" in refused(folder)


def test_a_pickle_in_the_arrays_is_refused(folder):
    np.savez(folder / artefact.ARRAYS, terms=np.array([{"a": 1}], dtype=object), allow_pickle=True)
    manifest = json.loads((folder / artefact.MANIFEST).read_text(encoding="utf-8"))
    manifest["arrays_sha256"] = hashlib.sha256((folder / artefact.ARRAYS).read_bytes()).hexdigest()
    rewrite(folder, manifest)
    assert "pickle" in refused(folder)


def rewrite(folder, manifest):
    manifest["digest"] = artefact._digest(manifest)
    (folder / artefact.MANIFEST).write_text(artefact._spell(manifest), encoding="utf-8")


def test_a_failed_save_leaves_the_old_model(model, folder, monkeypatch):
    def fail(fresh, target):
        raise OSError("no space left")

    before = artefact.load(folder)[1]
    monkeypatch.setattr(artefact, "_put", fail)
    with pytest.raises(OSError, match="no space"):
        artefact.save(model, folder)
    assert artefact.load(folder)[1] == before
    assert [path.name for path in folder.parent.iterdir()] == ["en"]


def test_saving_over_a_model_replaces_it_whole(model, folder):
    artefact.save(model, folder)
    assert not (folder / "card.md").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["en"]


def test_classifier_digest_follows_its_models(model, folder, fitted, recipe, readings, tmp_path):
    from sentiment import estimator

    one = Classifier.load(folder)
    assert one.digest == Classifier.load(tmp_path).digest  # the folder, or the folder of folders
    other = estimator.to_model(fitted, dataclasses.replace(recipe, short_below=9), readings)
    assert Classifier([(other, artefact.save(other, tmp_path / "other"))]).digest != one.digest


def test_no_model_at_all(tmp_path):
    with pytest.raises(SentimentError) as refusal:
        Classifier.load(tmp_path)
    assert refusal.value.code == "SENTIMENT_MODEL"
