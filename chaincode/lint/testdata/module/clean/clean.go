// Package clean may import the platform, and does nothing wrong.
package clean

import (
	"encoding/xml"
	"slices"
)

// Sorted gives a map's keys in their order.
func Sorted(words []string) []string {
	seen := map[string]bool{}
	for _, word := range words {
		seen[word] = true
	}
	var _ xml.Name
	return slices.Compact(slices.Sorted(slices.Values(words)))
}
