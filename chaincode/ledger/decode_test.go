package ledger

import (
	"testing"

	"shoal/chaincode/domain"
)

// BenchmarkDecode reads one list, as most transactions do by the thousand: each by itself, and by the decoder of a store.
func BenchmarkDecode(b *testing.B) {
	stored, err := Encode(domain.List{V: domain.ValueVersion, ListID: "C-A.1", Breed: "Lobster", Side: domain.Demand, Amount: 10})
	if err != nil {
		b.Fatal(err)
	}
	var list domain.List
	b.Run("each by itself", func(b *testing.B) {
		for b.Loop() {
			if err := Decode(stored, &list); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by one decoder", func(b *testing.B) {
		var decoder domain.Decoder
		for b.Loop() {
			if err := decodeBy(&decoder, stored, &list); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestOneDecoderReadsAsEachByItself: values of several types in turns, good ones and bad ones.
func TestOneDecoderReadsAsEachByItself(t *testing.T) {
	var decoder domain.Decoder
	for _, stored := range []string{
		`{"v":1,"serial":90001}`, `{"v":1,"match_id":"1.1.Lobster"}`, `{"v":1,"serial":"1"}`, `{"v":1}`, `{"v":2,"serial":1}`,
		`{"v":1,"serial":1,"serial":2}`, `{"v":1,"more":1}`, `{"v":1,"serial":90002}`,
	} {
		var pair, pairAgain domain.CreditPair
		var index, indexAgain domain.MatchIndex
		same(t, stored, Decode([]byte(stored), &pair), decodeBy(&decoder, []byte(stored), &pairAgain))
		same(t, stored, Decode([]byte(stored), &index), decodeBy(&decoder, []byte(stored), &indexAgain))
		if pair != pairAgain || index != indexAgain {
			t.Errorf("%s is read as %v and %v, then as %v and %v", stored, pair, index, pairAgain, indexAgain)
		}
	}
}

func same(t *testing.T, stored string, one, other error) {
	t.Helper()
	if (one == nil) != (other == nil) || one != nil && one.Error() != other.Error() {
		t.Errorf("%s gives %v, then %v", stored, one, other)
	}
}
