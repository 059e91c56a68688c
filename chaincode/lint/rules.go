package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

// The rules, by the words in which findings and exceptions name them.
const (
	ruleImport    = "import"
	ruleGoroutine = "goroutine"
	ruleSelect    = "select"
	ruleChannel   = "channel"
	ruleVariable  = "package variable"
	ruleMapOrder  = "map order"
	ruleFloat     = "floating point"
	ruleCall      = "call"
	ruleException = "unused exception"
)

// finding is something to be mended.
type finding struct {
	file         string
	line         int
	rule, advice string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.file, f.line, f.rule, f.advice)
}

func (f finding) compare(other finding) int {
	return cmp.Or(cmp.Compare(f.file, other.file), cmp.Compare(f.line, other.line), cmp.Compare(f.rule, other.rule))
}

type checker struct {
	policy   policy
	files    *token.FileSet
	importer types.Importer
	info     *types.Info
	folder   string // of the package, relative to the module
	file     string
	sorted   map[*ast.Ident]bool // functions whose result is sorted at once
	used     map[exception]bool
	seen     map[string]bool
	findings []finding
}

// report files a finding unless an exception covers it; at most one per line and rule.
func (c *checker) report(position token.Pos, rule, advice string) {
	for _, e := range c.policy.exceptions {
		if e.file == c.file && e.rule == rule {
			c.used[e] = true
			return
		}
	}
	f := finding{c.file, c.files.Position(position).Line, rule, advice}
	if !slices.ContainsFunc(c.findings, func(other finding) bool { return other.compare(f) == 0 }) {
		c.findings = append(c.findings, f)
	}
}

// reportUnusedExceptions: an exception of a checked file that covers nothing has to go.
func (c *checker) reportUnusedExceptions() {
	for _, e := range c.policy.exceptions {
		if c.seen[e.file] && !c.used[e] {
			c.findings = append(c.findings, finding{e.file, 1, ruleException, "policy.go excepts " + strconv.Quote(e.rule) + " here, and nothing needs it"})
		}
	}
}

func (c *checker) checkImports(file *ast.File) {
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err == nil && !c.policy.mayImport(c.folder, path) {
			c.report(spec.Pos(), ruleImport+" "+path, "a transaction depends on the ledger alone; policy.go has the packages that are allowed")
		}
	}
}

// checkVariables: a package's variables outlive a transaction. Errors and regular expressions are never written to.
func (c *checker) checkVariables(file *ast.File) {
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok || general.Tok != token.VAR {
			continue
		}
		for _, spec := range general.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if object := c.info.Defs[name]; name.Name != "_" && !isConstantInSpirit(object.Type()) {
					c.report(name.Pos(), ruleVariable, name.Name+" outlives a transaction; make it a constant or a function")
				}
			}
		}
	}
}

func isConstantInSpirit(t types.Type) bool {
	return t.String() == "error" || t.String() == "*regexp.Regexp"
}

// checkNode applies the rules about statements and expressions.
func (c *checker) checkNode(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.GoStmt:
		c.report(n.Pos(), ruleGoroutine, "goroutines end in no fixed order")
	case *ast.SelectStmt:
		c.report(n.Pos(), ruleSelect, "select picks a ready case at random")
	case *ast.ChanType:
		c.report(n.Pos(), ruleChannel, "channels need goroutines")
	case *ast.RangeStmt:
		if isMap(c.info.TypeOf(n.X)) {
			c.report(n.Pos(), ruleMapOrder, "a map has another order each time; range over a sorted slice")
		}
	case *ast.CallExpr:
		c.noteSorted(n)
	case *ast.Ident:
		c.checkUse(n)
	}
	if expression, ok := node.(ast.Expr); ok && isFloat(c.info.TypeOf(expression)) {
		c.report(node.Pos(), ruleFloat, "floating point rounds; use integers")
	}
	return true
}

// noteSorted finds `slices.Sorted(maps.Keys(m))`. A call is visited before what it is made of.
func (c *checker) noteSorted(call *ast.CallExpr) {
	if c.functionOf(call.Fun) != "slices.Sorted" {
		return
	}
	if inner, ok := call.Args[0].(*ast.CallExpr); ok {
		if selector, ok := inner.Fun.(*ast.SelectorExpr); ok {
			c.sorted[selector.Sel] = true
		}
	}
}

// functionOf is the full name of the function that `package.Name` stands for.
func (c *checker) functionOf(expression ast.Expr) string {
	if selector, ok := expression.(*ast.SelectorExpr); ok {
		if function, ok := c.info.Uses[selector.Sel].(*types.Func); ok {
			return function.FullName()
		}
	}
	return ""
}

// checkUse refuses functions that are random or in a map's order, whether they are called or passed on.
func (c *checker) checkUse(name *ast.Ident) {
	function, ok := c.info.Uses[name].(*types.Func)
	switch {
	case !ok:
	case slices.Contains(c.policy.calls, function.FullName()):
		c.report(name.Pos(), ruleCall, function.FullName()+" gives another answer each time")
	case slices.Contains(c.policy.unordered, function.FullName()) && !c.sorted[name]:
		c.report(name.Pos(), ruleMapOrder, "a map has another order each time; write slices.Sorted("+function.FullName()+"(…))")
	}
}

// isMap: also for a type parameter that can be a map.
func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	if parameter, ok := t.(*types.TypeParam); ok {
		return mapInConstraint(parameter)
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func mapInConstraint(parameter *types.TypeParam) bool {
	constraint, ok := parameter.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for k := range constraint.NumEmbeddeds() {
		union, ok := constraint.EmbeddedType(k).(*types.Union)
		if !ok {
			if isMap(constraint.EmbeddedType(k)) {
				return true
			}
			continue
		}
		for term := range union.Len() {
			if isMap(union.Term(term).Type()) {
				return true
			}
		}
	}
	return false
}

func isFloat(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsFloat|types.IsComplex) != 0
}
