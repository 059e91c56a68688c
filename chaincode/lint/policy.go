package main

import (
	"slices"
	"strings"
)

// policy says what a module's code may do.
type policy struct {
	module string
	// outside are folders whose code no transaction runs through; checked packages may not import them.
	outside []string
	// imports are the packages that checked code may import; a path that ends in "/" stands for all below it.
	imports []string
	// platform are further ones, for every folder but those in pure.
	platform []string
	pure     []string
	// calls are functions and methods that may not be used although their package may be imported. Those of unordered may
	// be where their result goes straight into `slices.Sorted`.
	calls     []string
	unordered []string
	// exceptions are findings that are meant, by file and rule.
	exceptions []exception
}

// exception lets a rule pass in one file.
type exception struct {
	file, rule, reason string
}

func chaincodePolicy() policy {
	return policy{
		module:  "shoal/chaincode",
		outside: []string{"cmd/", "internal/", "lint"},
		imports: []string{
			"bytes", "cmp", "encoding/asn1", "encoding/base64", "encoding/binary", "encoding/hex", "encoding/json", "errors",
			"fmt", "maps", "math/big", "math/bits", "reflect", "regexp", "slices", "sort", "strconv", "strings", "unicode/utf16",
			"unicode/utf8", "unicode", "crypto/ecdsa", "crypto/ed25519", "crypto/elliptic", "crypto/sha256", "crypto/x509",
			"shoal/chaincode/",
		},
		platform: []string{
			"github.com/hyperledger/fabric-chaincode-go/v2/", "github.com/hyperledger/fabric-contract-api-go/v2/",
			"github.com/hyperledger/fabric-protos-go-apiv2/",
		},
		pure: []string{"domain"},
		calls: []string{
			"(reflect.Value).MapKeys", "(reflect.Value).MapRange", "(reflect.Value).Seq", "(reflect.Value).Seq2",
			"(*math/big.Int).Rand", "crypto/ecdsa.GenerateKey", "crypto/ed25519.GenerateKey", "crypto/elliptic.GenerateKey",
			"crypto/ecdsa.SignASN1", "crypto/ecdsa.Sign", "crypto/x509.CreateCertificate", "crypto/x509.SystemCertPool",
		},
		unordered: []string{"maps.Keys", "maps.Values", "maps.All"},
		exceptions: []exception{
			{"contract/access.go", ruleVariable, "the table of who may call what; nothing writes to it"},
			{"contract/access.go", ruleMapOrder, "the names are sorted afterwards"},
			{"contract/contract.go", ruleMapOrder, "one set is copied into another, once, when the process starts"},
			{"contract/wrapper.go", ruleImport + " log", "a recovered panic is reported to the process's log"},
			{"contract/wrapper.go", ruleImport + " runtime/debug", "with its stack"},
			{"domain/parallel.go", ruleGoroutine, "each call writes its own element only, and all are waited for"},
			{"domain/parallel.go", ruleImport + " sync", "they are waited for"},
			{"ledger/codec.go", ruleVariable, "bytes of a constant text; nothing writes to them"},
			{"ledger/scan.go", ruleMapOrder, "whether any key matches is the same in every order"},
			{"ledger/store.go", ruleMapOrder, "the keys are sorted afterwards"},
		},
	}
}

// checks says whether the code of a folder, relative to the module, is checked.
func (p policy) checks(folder string) bool {
	return !matches(p.outside, folder)
}

// mayImport says whether the code of a folder may import a package.
func (p policy) mayImport(folder, path string) bool {
	if inside, ok := strings.CutPrefix(path, p.module+"/"); ok && !p.checks(inside) {
		return false
	}
	return matches(p.imports, path) || !slices.Contains(p.pure, folder) && matches(p.platform, path)
}

func matches(entries []string, path string) bool {
	return slices.ContainsFunc(entries, func(entry string) bool {
		return entry == path || strings.HasSuffix(entry, "/") && strings.HasPrefix(path+"/", entry)
	})
}
