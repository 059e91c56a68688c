// Package outside is not checked.
package outside

import "time"

// Value is written when the process starts.
var Value = time.Now()
