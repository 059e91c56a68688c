package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const fixture = "testdata/module"

func fixturePolicy() policy {
	p := chaincodePolicy()
	p.module = "fixture"
	p.imports = append(slices.Clone(p.imports), "fixture/")
	p.outside, p.platform, p.pure = []string{"outside"}, []string{"encoding/xml"}, []string{"pure"}
	p.exceptions = []exception{
		{"excepted/excepted.go", ruleVariable, "it is never written to"},
		{"excepted/excepted.go", ruleMapOrder, "it covers nothing"},
		{"elsewhere/gone.go", ruleMapOrder, "its file is not checked in this run"},
	}
	return p
}

// wanted reads what the fixture's comments announce, as `file:line: rule`.
func wanted(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(fixture + "/*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	comment := regexp.MustCompile(`// want "([^"]+)"`)
	var want []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(filepath.ToSlash(file), fixture+"/")
		for k, line := range strings.Split(string(text), "\n") {
			for _, match := range comment.FindAllStringSubmatch(line, -1) {
				if match[1] == ruleException {
					k = 0 // it is reported for the file
				}
				want = append(want, fmt.Sprintf("%s:%d: %s", name, k+1, match[1]))
			}
		}
	}
	return want
}

func TestEachRuleFiresWhereItShouldAndNowhereElse(t *testing.T) {
	findings, err := run(fixture, []string{"./..."}, fixturePolicy())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s:%d: %s", f.file, f.line, f.rule))
	}
	want := wanted(t)
	slices.Sort(got)
	slices.Sort(want)
	for _, f := range want {
		if !slices.Contains(got, f) {
			t.Errorf("not found: %s", f)
		}
	}
	for _, f := range got {
		if !slices.Contains(want, f) {
			t.Errorf("found: %s", f)
		}
	}
}

// TestEveryRuleIsTried: each rule's name stands in a comment of the fixture.
func TestEveryRuleIsTried(t *testing.T) {
	all := strings.Join(wanted(t), "\n")
	for _, rule := range []string{ruleImport, ruleGoroutine, ruleSelect, ruleChannel, ruleVariable, ruleMapOrder, ruleFloat, ruleCall, ruleException} {
		if !strings.Contains(all, ": "+rule) {
			t.Errorf("nothing tries %q", rule)
		}
	}
}

func TestExceptionsHaveReasons(t *testing.T) {
	for _, e := range chaincodePolicy().exceptions {
		if e.reason == "" {
			t.Errorf("%+v", e)
		}
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	if _, err := run(fixture, []string{"./nowhere"}, fixturePolicy()); err == nil {
		t.Error("there is no such package")
	}
	if _, err := run("testdata", []string{"./..."}, fixturePolicy()); err == nil {
		t.Error("nothing to check is a mistake in the call")
	}
}

// TestTheChaincodeKeepsTheRules runs the linter as `go run ./lint ./...` does.
func TestTheChaincodeKeepsTheRules(t *testing.T) {
	findings, err := run("..", []string{"./..."}, chaincodePolicy())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}
