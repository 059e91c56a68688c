package rules

import "time"

// Tests may do what they like.
var started = time.Now()
