package domain

// Argument is the argument of a transaction or query.
type Argument interface {
	// Check says what is wrong with it as far as that can be told without any state.
	Check() error
}

// ParseArgument decodes an argument strictly and checks it.
func ParseArgument(data string, argument Argument) error {
	if err := Decode(data, argument); err != nil {
		return err
	}
	return argument.Check()
}
