package domain

import "strconv"

// Check of each argument: what can be told without state. In the order of arguments.go.

func (a *RegisterCompanyArgument) Check() error {
	return firstOf(
		checkCompanyID("company_id", a.CompanyID),
		checkName("name", a.Name),
		checkCodeForm("social_credit_code", a.SocialCreditCode),
		checkDigest("legal_representative_digest", a.LegalRepresentativeDigest),
	)
}

func (a *AddKeyArgument) Check() error {
	err := firstOf(
		checkCompanyID("company_id", a.CompanyID),
		checkWord("algorithm", a.Algorithm, ECDSAP256, Ed25519),
		checkBase64("public_key", a.PublicKey, MaxPublicKeyBytes),
		checkPurposes("purposes", a.Purposes),
		checkRange("valid_from_cycle", a.ValidFromCycle, 0, MaxN8),
	)
	if err != nil || a.ValidToCycle == 0 {
		return err
	}
	return checkRange("valid_to_cycle", a.ValidToCycle, max(1, a.ValidFromCycle), MaxN8)
}

func (a *RevokeKeyArgument) Check() error {
	return firstOf(checkCompanyID("company_id", a.CompanyID), checkDigest("key_id", a.KeyID))
}

func (a *GetCompanyArgument) Check() error { return checkCompanyID("company_id", a.CompanyID) }

func (a *ListCompaniesArgument) Check() error { return checkPage(a.PageSize, a.Bookmark) }

func (a *ProposeParametersArgument) Check() error {
	if err := checkRange("version", a.Version, 1, MaxN8); err != nil {
		return err
	}
	return a.Parameters().Check()
}

func (a *ApproveParametersArgument) Check() error {
	return firstOf(checkRange("version", a.Version, 1, MaxN8), checkDigest("digest", a.Digest))
}

func (a *ProposeModelArgument) Check() error  { return checkDigest("digest", a.Digest) }
func (a *ApproveModelArgument) Check() error  { return checkDigest("digest", a.Digest) }
func (a *GetParametersArgument) Check() error { return checkRange("version", a.Version, 0, MaxN8) }
func (a *GetProposalArgument) Check() error   { return checkRange("version", a.Version, 1, MaxN8) }
func (a *GetModelArgument) Check() error      { return checkDigest("digest", a.Digest) }

func (a *OpenFloorArgument) Check() error       { return nil }
func (a *FreezeCycleArgument) Check() error     { return checkRange("cycle", a.Cycle, 1, MaxN8-1) }
func (a *PublishMatchesArgument) Check() error  { return checkCycle("cycle", a.Cycle) }
func (a *OpenSecondRoundArgument) Check() error { return checkCycle("cycle", a.Cycle) }
func (a *StartSettlingArgument) Check() error   { return checkCycle("cycle", a.Cycle) }
func (a *CloseCycleArgument) Check() error      { return checkCycle("cycle", a.Cycle) }
func (a *GetCycleArgument) Check() error        { return checkRange("cycle", a.Cycle, 0, MaxN8) }

func (a *SettleBreedArgument) Check() error {
	return firstOf(checkCycle("cycle", a.Cycle), checkBreed("breed", a.Breed))
}

func (a *PostListsArgument) Check() error {
	err := firstOf(checkCycle("cycle", a.Cycle), checkCount("lists", len(a.Lists), 1, MaxListsPerPost))
	return firstOf(err, checkEach("lists", a.Lists, PostedList.check, func(l PostedList) string {
		return string(l.Side) + "\x00" + l.Breed + "\x00" + l.ListID
	}))
}

func (l PostedList) check() error {
	return firstOf(
		checkSide("side", l.Side),
		checkListID("list_id", l.ListID),
		checkBreed("breed", l.Breed),
		checkFigures(l.Amount, l.PriceFen, l.Freshness, l.WeightG),
	)
}

func (a *AmendListArgument) Check() error {
	return firstOf(
		checkCycle("cycle", a.Cycle),
		checkSide("side", a.Side),
		checkBreed("breed", a.Breed),
		checkListID("list_id", a.ListID),
		checkFigures(a.Amount, a.PriceFen, a.Freshness, a.WeightG),
	)
}

func (a *WithdrawListArgument) Check() error {
	return checkListKey(a.Cycle, a.Side, a.Breed, a.ListID)
}

func (a *GetListArgument) Check() error {
	return checkListKey(a.Cycle, a.Side, a.Breed, a.ListID)
}

func (a *ListListsArgument) Check() error {
	return firstOf(
		checkCycle("cycle", a.Cycle),
		checkBreed("breed", a.Breed),
		checkSide("side", a.Side),
		checkPage(a.PageSize, a.Bookmark),
	)
}

func (a *SubmitSchemeArgument) Check() error {
	if len(a.Trades) > MaxTradesPerScheme {
		return Fail(CodeSchemeTooLarge, "trades", "a scheme has at most %d trades, not %d", MaxTradesPerScheme, len(a.Trades))
	}
	err := firstOf(checkCycle("cycle", a.Cycle), checkBreed("breed", a.Breed), checkRound("round", a.Round))
	if err == nil {
		err = checkEach("trades", a.Trades, Trade.check, nil)
	}
	if err == nil {
		err = checkCount("certificate.steps", len(a.Certificate.Steps), 0, ratingSteps)
	}
	return firstOf(err, checkEach("certificate.steps", a.Certificate.Steps, CertificateStep.check, nil))
}

func (s CertificateStep) check() error {
	return firstOf(
		checkRating("buyer_rating", s.BuyerRating),
		checkRating("seller_rating", s.SellerRating),
		checkEach("demand", s.Demand, checkPrice, nil),
		checkEach("supply", s.Supply, checkPrice, nil),
	)
}

func checkPrice(price Millionths) error { return checkRange("", price, 0, idealValue) }

func (t Trade) check() error {
	return firstOf(
		checkListID("demand_id", t.DemandID),
		checkListID("supply_id", t.SupplyID),
		checkRange("amount", t.Amount, 1, MaxAmount),
		checkRange("price_fen", t.PriceFen, 0, MaxPrice),
		checkRange("weight_g", t.WeightG, 0, MaxWeight),
	)
}

func (a *RecordDecisionsArgument) Check() error {
	err := firstOf(checkCycle("cycle", a.Cycle), checkCount("decisions", len(a.Decisions), 1, MaxDecisions))
	return firstOf(err, checkEach("decisions", a.Decisions, SignedDecision.check, func(d SignedDecision) string {
		return d.MatchID + "\x00" + d.CompanyID
	}))
}

func (d SignedDecision) check() error {
	return firstOf(
		checkMatchID("match_id", d.MatchID),
		checkCompanyID("company_id", d.CompanyID),
		checkStatementFields(d.KeyID, d.ExpiryCycle, d.Signature),
	)
}

func (a *GetSchemeArgument) Check() error {
	return firstOf(checkCycle("cycle", a.Cycle), checkBreed("breed", a.Breed), checkRound("round", a.Round))
}

func (a *ListMatchesArgument) Check() error {
	err := firstOf(checkCycle("cycle", a.Cycle), checkPage(a.PageSize, a.Bookmark))
	if err != nil || a.Breed == "" {
		return err
	}
	return checkBreed("breed", a.Breed)
}

func (a *GetMatchArgument) Check() error           { return checkMatchID("match_id", a.MatchID) }
func (a *GetContractArgument) Check() error        { return checkRange("serial", a.Serial, 1, MaxSerial) }
func (a *GetContractOfMatchArgument) Check() error { return checkMatchID("match_id", a.MatchID) }

func (a *ListContractsOfCompanyArgument) Check() error {
	return firstOf(
		checkCompanyID("company_id", a.CompanyID),
		checkPeriod(a.FromCycle, a.ToCycle),
		checkPage(a.PageSize, a.Bookmark),
	)
}

func (a *ListContractsArgument) Check() error {
	return firstOf(checkPeriod(a.FromCycle, a.ToCycle), checkPage(a.PageSize, a.Bookmark))
}

func (a *ProposeOpeningsArgument) Check() error {
	err := checkCount("openings", len(a.Openings), 1, MaxOpenings)
	return firstOf(err, checkEach("openings", a.Openings, ProposedOpening.check, func(o ProposedOpening) string {
		return o.CompanyID
	}))
}

func (o ProposedOpening) check() error {
	return firstOf(
		checkCompanyID("company_id", o.CompanyID),
		checkRange("tenths", o.Tenths, MinCredit, MaxCredit),
		checkDigest("evidence_digest", o.EvidenceDigest),
	)
}

func (a *ApproveOpeningsArgument) Check() error {
	err := checkCount("openings", len(a.Openings), 1, MaxOpenings)
	return firstOf(err, checkEach("openings", a.Openings, ApprovedOpening.check, func(o ApprovedOpening) string {
		return o.CompanyID
	}))
}

func (o ApprovedOpening) check() error {
	return firstOf(
		checkCompanyID("company_id", o.CompanyID),
		checkRange("tenths", o.Tenths, MinCredit, MaxCredit),
	)
}

func (a *RecordEvaluationsArgument) Check() error {
	err := checkCount("evaluations", len(a.Evaluations), 1, MaxEvaluations)
	return firstOf(err, checkEach("evaluations", a.Evaluations, SignedEvaluation.check, func(e SignedEvaluation) string {
		return e.MatchID + "\x00" + e.CompanyID
	}))
}

func (e SignedEvaluation) check() error {
	return firstOf(
		checkMatchID("match_id", e.MatchID),
		checkCompanyID("company_id", e.CompanyID),
		checkWord("label", e.Label, Excellent, Good, Bad),
		checkDigest("text_digest", e.TextDigest),
		checkDigest("model_digest", e.ModelDigest),
		checkStatementFields(e.KeyID, e.ExpiryCycle, e.Signature),
	)
}

func (a *RecordAppealsArgument) Check() error {
	err := checkCount("appeals", len(a.Appeals), 1, MaxAppeals)
	return firstOf(err, checkEach("appeals", a.Appeals, SignedAppeal.check, func(s SignedAppeal) string {
		return FormatAppealID(s.Side, s.MatchID)
	}))
}

func (s SignedAppeal) check() error {
	return firstOf(
		checkMatchID("match_id", s.MatchID),
		checkParty("side", s.Side),
		checkCompanyID("company_id", s.CompanyID),
		checkDigest("reason_digest", s.ReasonDigest),
		checkStatementFields(s.KeyID, s.ExpiryCycle, s.Signature),
	)
}

func (a *DecideAppealsArgument) Check() error {
	err := checkCount("decisions", len(a.Decisions), 1, MaxAppeals)
	return firstOf(err, checkEach("decisions", a.Decisions, AppealDecision.check, func(d AppealDecision) string {
		return FormatAppealID(d.Side, d.MatchID)
	}))
}

func (d AppealDecision) check() error {
	return firstOf(
		checkMatchID("match_id", d.MatchID),
		checkParty("side", d.Side),
		checkWord("label", d.Label, Excellent, Good, Bad),
		checkDigest("grounds_digest", d.GroundsDigest),
	)
}

func (a *ApplyCreditArgument) Check() error {
	return firstOf(checkCycle("cycle", a.Cycle), checkRange("limit", a.Limit, 1, MaxCreditBatch))
}

func (a *GetCreditArgument) Check() error { return checkCompanyID("company_id", a.CompanyID) }

func (a *ListCreditEntriesArgument) Check() error {
	return firstOf(checkCompanyID("company_id", a.CompanyID), checkPage(a.PageSize, a.Bookmark))
}

func (a *GetEvaluationsArgument) Check() error { return checkMatchID("match_id", a.MatchID) }

func (a *GetAppealArgument) Check() error {
	return firstOf(checkMatchID("match_id", a.MatchID), checkParty("side", a.Side))
}

func (a *ListOpenAppealsArgument) Check() error { return checkPage(a.PageSize, a.Bookmark) }

// checkEach checks a batch's entries in order and, where `identity` is given, that no two have the same one. It stops
// at the first failure.
func checkEach[E any](field string, entries []E, check func(E) error, identity func(E) string) error {
	seen := make(map[string]bool, len(entries))
	for k, entry := range entries {
		path := field + "." + strconv.Itoa(k)
		if err := check(entry); err != nil {
			return Within(path, err)
		}
		if identity == nil {
			continue
		}
		if seen[identity(entry)] {
			return Fail(CodeFieldDuplicate, path, "an entry before is about the same; a batch names each once")
		}
		seen[identity(entry)] = true
	}
	return nil
}

// checkFigures checks what a list offers or wants; unit price and unit weight must be at least 1.
func checkFigures(amount Pieces, price Fen, freshness int64, weight Grams) error {
	err := firstOf(
		checkRange("amount", amount, 1, MaxAmount),
		checkRange("price_fen", price, 1, MaxPrice),
		checkRange("freshness", freshness, MinFreshness, MaxFreshness),
		checkRange("weight_g", weight, 1, MaxWeight),
	)
	switch {
	case err != nil:
		return err
	case 1000*int64(price) < int64(amount):
		return Fail(CodeFieldRange, "price_fen",
			"%d fen for %d pieces is below a thousandth of a fen a piece; give the price of the whole list", price, amount)
	case 1000*int64(weight) < int64(amount):
		return Fail(CodeFieldRange, "weight_g",
			"%d grams for %d pieces is below a milligram a piece; give the weight of the whole list", weight, amount)
	}
	return nil
}

func checkListKey(cycle int64, side Side, breed, listID string) error {
	return firstOf(
		checkCycle("cycle", cycle),
		checkSide("side", side),
		checkBreed("breed", breed),
		checkListID("list_id", listID),
	)
}

func checkStatementFields(keyID string, expiryCycle int64, signature string) error {
	return firstOf(
		checkDigest("key_id", keyID),
		checkCycle("expiry_cycle", expiryCycle),
		checkBase64("signature", signature, MaxSignatureBytes),
	)
}

// checkPeriod demands cycles from … to; 0 stands for the first.
func checkPeriod(from, to int64) error {
	return firstOf(checkRange("from_cycle", from, 0, MaxN8), checkRange("to_cycle", to, max(0, from), MaxN8))
}
