// Package pure may not import the platform.
package pure

import "encoding/xml" // want "import encoding/xml"

var _ xml.Name
