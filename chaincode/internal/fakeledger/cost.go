package fakeledger

// What a peer of Fabric 3.1 puts into one message.
const (
	keysPerMessage    = 1000 // of GetMultipleStates and of a write batch
	entriesPerMessage = 100  // of a range
)

// Cost is what one execution of a call asked of its peer.
type Cost struct {
	Trips     int // messages to the peer that its chaincode waits for
	Reads     int // keys, and entries of ranges
	ReadBytes int // values
	Writes    int
	Bytes     int // keys and values of the write set, and the event
}

// LastCost is the cost of the last call, on one endorser.
func (l *Ledger) LastCost() Cost { return l.cost }

// trips of a batch of keys.
func (c *Cost) batch(keys int) { c.Trips += (keys + keysPerMessage - 1) / keysPerMessage }

func (c *Cost) read(value []byte) {
	c.Reads++
	c.ReadBytes += len(value)
}

func (c *Cost) wrote(writes []Write, event Event) {
	c.Writes = len(writes)
	c.Bytes = len(event.Payload)
	for _, write := range writes {
		c.Bytes += len(write.Key) + len(write.Value)
	}
}
