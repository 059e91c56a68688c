"""Why a list was matched, or was not, and how a match came about: facts first, then sentences in English or Chinese.

    facts = explain_list("demand", "b3", demands, supplies, ratings, params, scheme.trades, scheme.certificate)
    facts.rest.reason            # "PRICE" (see REASONS), None for facts.rest where nothing is left
    text(facts, "en")            # or "zh"
    data(facts)                  # for JSON
    facts.anonymous()            # the same without the ids of third parties' lists and companies

    explain_match("b1", "s2", …same arguments…)                      # a MatchFacts; text, data, anonymous as above
    explainer = Explainer(demands, supplies, ratings, params, trades, certificate, barred)    # many questions, one
    breed explainer.of_list("supply", "s2"), explainer.of_match("b1", "s2")

    breed = explain_breed(result, params, barred, companies)     # a BreedResult: found by kernels, facts when asked for
    for facts in breed.unmatched("demand"): …         # ListFacts of every list with something left, in posting order
    breed.match_facts(k)                              # of the breed's k-th trade

Lots are as on offer when the scheme was made (`Lot.left`), ratings as frozen, trades in the scheme's order; in the
second round those of that round, with its `barred` pairs. Without a certificate nothing is said of certified prices.
"""

from matching.explain.breed import BreedExplanation, explain_breed
from matching.explain.explainer import Explainer, explain_list, explain_match
from matching.explain.facts import REASONS, ListFacts, MatchFacts, OtherList, data
from matching.explain.text import LANGUAGES, Language, text

__all__ = [
    "LANGUAGES",
    "REASONS",
    "BreedExplanation",
    "Explainer",
    "Language",
    "ListFacts",
    "MatchFacts",
    "OtherList",
    "data",
    "explain_breed",
    "explain_list",
    "explain_match",
    "text",
]
