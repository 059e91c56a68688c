package domain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// declared gives what a predicate finds among a file's declarations.
func declared(t *testing.T, file string, find func(ast.Node) string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(parsed, func(node ast.Node) bool {
		if name := find(node); name != "" {
			found = append(found, name)
		}
		return true
	})
	slices.Sort(found)
	return found
}

func TestEveryArgumentHasAnExampleAndAFuzzTarget(t *testing.T) {
	arguments := declared(t, "arguments.go", func(node ast.Node) string {
		spec, ok := node.(*ast.TypeSpec)
		if !ok {
			return ""
		}
		name, _ := strings.CutSuffix(spec.Name.Name, "Argument")
		if name == spec.Name.Name {
			return ""
		}
		return name
	})
	targets := declared(t, "fuzz_test.go", func(node ast.Node) string {
		function, ok := node.(*ast.FuncDecl)
		if !ok {
			return ""
		}
		return strings.TrimPrefix(function.Name.Name, "Fuzz")
	})
	var examples []string
	for _, c := range argumentCases() {
		examples = append(examples, c.name)
	}
	slices.Sort(examples)
	if !slices.Equal(arguments, examples) {
		t.Errorf("arguments %q, examples %q", arguments, examples)
	}
	if !slices.Equal(arguments, targets) {
		t.Errorf("arguments %q, fuzz targets %q", arguments, targets)
	}
}

func TestAllCodesAreTheConstants(t *testing.T) {
	constants := declared(t, "codes.go", func(node ast.Node) string {
		literal, ok := node.(*ast.BasicLit)
		if !ok {
			return ""
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		return text
	})
	if codes := AllCodes(); !slices.Equal(codes, constants) {
		t.Errorf("AllCodes gives %q, the constants are %q", codes, constants)
	}
}

// TestTheReferenceHasEveryCode: the chaincode's part of docs/reference/errors.md and codes.go name the same codes.
func TestTheReferenceHasEveryCode(t *testing.T) {
	text, err := os.ReadFile("../../docs/reference/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(text), "\n## Chaincode\n")
	if !found {
		t.Fatal("there is no part Chaincode")
	}
	part, _, _ = strings.Cut(part, "\n## ")
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\|").FindAllStringSubmatch(part, -1) {
		documented = append(documented, row[1])
	}
	slices.Sort(documented)
	if !slices.Equal(documented, AllCodes()) {
		t.Errorf("documented are %q, raised are %q", documented, AllCodes())
	}
}
