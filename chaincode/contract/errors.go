package contract

// firstError is the first of its arguments that is an error.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// orElse is the ledger's failure where there was one, and otherwise the refusal.
func orElse(failure, refusal error) error { return firstError(failure, refusal) }
