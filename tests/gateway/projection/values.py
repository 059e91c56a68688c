"""One example of each kind of key, written by hand from chaincode/README.md: key attributes and value in its order."""

from typing import Any

Attributes = tuple[str, ...]
_DIGEST = "ab" * 32
_MATCH = {
    "match_id": "12.1.Lobster", "cycle": 12, "breed": "Lobster", "seq": 1, "round": 1, "demand_id": "C-B1.1",
    "supply_id": "C-S2.1", "buyer": "C-B1", "seller": "C-S2", "buyer_rating": "A", "seller_rating": "B", "amount": 100,
    "price_fen": 9_000_000_000, "weight_g": 20_000, "freshness": 3, "price_rule": "midpoint",
}  # fmt: skip
_STATEMENT = {"key_id": _DIGEST, "expiry_cycle": 13, "signature": "MEUCIQ=="}
_PARAM = {
    "version": 1, "price_rule": "midpoint", "price_tolerance_permille": 0, "weight_tolerance_permille": 300,
    "epsilon_permille": 400, "phi_permille": 300, "gamma_permille": 300, "newcomer_tenths": 30, "evaluation_cycles": 1,
    "appeal_cycles": 1, "silence": "refusal", "admit_demo_codes": False, "breeds": ["Carp", "Lobster"],
}  # fmt: skip

# kind → (attributes, value without `v`); these have a table.
TABLES: dict[str, tuple[Attributes, dict[str, Any]]] = {
    "company": (("C-B1A2",), {
        "company_id": "C-B1A2", "name": "Blue Bay", "social_credit_code": "91350211M000100Y43",
        "legal_representative_digest": _DIGEST, "registered_cycle": 3,
    }),
    "company.key": (("C-B1A2", _DIGEST), {
        "company_id": "C-B1A2", "key_id": _DIGEST, "algorithm": "ecdsa-p256-sha256",
        "purposes": ["lists", "statements"], "public_key": "MFkw", "valid_from_cycle": 3,
        "valid_to_cycle": 0, "revoked": False,
    }),
    "param": (("00000001",), _PARAM),
    "param.proposal": (("00000001",), _PARAM),
    "model": ((_DIGEST,), {"digest": _DIGEST, "status": "approved"}),
    "opening": (("C-B1A2",), {"company_id": "C-B1A2", "tenths": 42, "status": "proposed", "evidence_digest": _DIGEST}),
    "cycle": (("00000012",), {
        "cycle": 12, "state": "frozen", "param_version": 1, "times": {"intake": 1, "frozen": 2},
    }),
    "list": (("00000012", "Lobster", "demand", "C-B1A2.1"), {
        "cycle": 12, "side": "demand", "list_id": "C-B1A2.1", "company_id": "C-B1A2", "breed": "Lobster", "amount": 100,
        "left": 100, "price_fen": 9_000_000_000, "freshness": 3, "weight_g": 9_000_000_000, "good_till_cancelled": True,
        "carried_from": 11,
    }),
    "scheme": (("00000012", "Lobster", "00000001"), {
        "cycle": 12, "breed": "Lobster", "round": 1, "digest": _DIGEST, "trades": 2, "score": 2**62, "bound": 2**62,
        "settled": False,
    }),
    "match": (("00000012", "Lobster", "00000001"), _MATCH),
    "decision": (("00000012", "Lobster", "00000001", "buyer"), {
        "match_id": "12.1.Lobster", "company_id": "C-B1", "accept": True, **_STATEMENT,
    }),
    "serial.block": (("00000012",), {
        "cycle": 12, "breeds": [{"breed": "Lobster", "first": 90001, "count": 2}],
    }),
    "contract": (("00000012", "Lobster", "00000001"), {
        "serial": 90001, **{name: value for name, value in _MATCH.items() if name not in ("seq", "round")},
        "evaluation_closes": 13,
    }),
    "evaluation": (("00000012", "Lobster", "00000001", "seller"), {
        "match_id": "12.1.Lobster", "company_id": "C-S2", "label": "excellent", "corrected_label": "",
        "text_digest": _DIGEST, "model_digest": _DIGEST, **_STATEMENT,
    }),
    "appeal": (("00000012", "Lobster", "00000001", "seller"), {
        "appeal_id": "seller.12.1.Lobster", "match_id": "12.1.Lobster", "side": "seller", "company_id": "C-B1",
        "label": "excellent", "reason_digest": _DIGEST, **_STATEMENT, "status": "open", "corrected_label": "",
        "grounds_digest": "",
    }),
    "credit": (("C-B1A2",), {"company_id": "C-B1A2", "tenths": 43, "entries": 3}),
    "credit.entry": (("C-B1A2", "00000003"), {
        "company_id": "C-B1A2", "seq": 3, "cycle": 12, "serial": 90001, "reason": "BOTH_EXCELLENT", "before": 42,
        "after": 43, "own_label": "excellent", "partner_label": "excellent", "counterparty": "C-S2",
        "corrects": 0,
    }),
    "credit.applied": (("00000012", "Lobster", "00000001"), {
        "cycle": 13, "buyer_seq": 3, "seller_seq": 5, "buyer_moved": 1, "seller_moved": -1,
    }),
}  # fmt: skip

# These are indexes: kept as they are.
INDEXES: dict[str, tuple[Attributes, dict[str, Any]]] = {
    "company.name": ((_DIGEST,), {"company_id": "C-B1A2"}),
    "company.code": (("91350211M000100Y43",), {"company_id": "C-B1A2"}),
    "param.current": ((), {"version": 1}),
    "cycle.current": ((), {"intake": 13}),
    "serial.next": ((), {"next": 90003}),
    "contract.serial": (("000000090001",), {"match_id": "12.1.Lobster"}),
    "contract.company": (("C-B1A2", "00000012", "Lobster", "00000001"), {"match_id": "12.1.Lobster"}),
    "evaluation.open": (("00000013", "00000012", "Lobster", "00000001"), {"match_id": "12.1.Lobster"}),
    "evaluation.ready": (("00000012", "Lobster", "00000001"), {"match_id": "12.1.Lobster"}),
    "appeal.open": (("00000012", "Lobster", "00000001", "seller"), {"appeal_id": "seller.12.1.Lobster"}),
    "appeal.due": (("00000012", "Lobster", "00000001", "seller"), {"appeal_id": "seller.12.1.Lobster"}),
    "credit.pair": (("00000012", "C-B1A2", "C-S2A3"), {"serial": 90001}),
}
