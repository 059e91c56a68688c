// Package excepted has a variable that is meant.
package excepted // want "unused exception"

var table = map[string]int{"a": 1}

func get() int { return table["a"] }
