package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	Module                  *struct {
		Main bool
		Dir  string
	}
	DepOnly bool
	Error   *struct{ Err string }
}

// run checks the packages that the patterns name in a folder, and returns what is to be mended, in the order of files
// and lines.
func run(folder string, patterns []string, p policy) ([]finding, error) {
	packages, err := list(folder, patterns)
	if err != nil {
		return nil, err
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("%q name no package in %s", patterns, folder)
	}
	exports := map[string]string{}
	for _, pkg := range packages {
		exports[pkg.ImportPath] = pkg.Export
	}
	c := &checker{policy: p, files: token.NewFileSet(), sorted: map[*ast.Ident]bool{}, used: map[exception]bool{}, seen: map[string]bool{}}
	c.importer = importer.ForCompiler(c.files, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, pkg := range packages {
		if pkg.DepOnly || pkg.Module == nil || !pkg.Module.Main {
			continue
		}
		name, err := filepath.Rel(pkg.Module.Dir, pkg.Dir)
		if err != nil {
			return nil, err
		}
		if name = filepath.ToSlash(name); !p.checks(name) {
			continue
		}
		if err := c.check(name, pkg); err != nil {
			return nil, err
		}
	}
	c.reportUnusedExceptions()
	slices.SortStableFunc(c.findings, finding.compare)
	return c.findings, nil
}

// list asks the go command for the packages, everything that they import, and the compiled form of each.
func list(folder string, patterns []string) ([]listed, error) {
	command := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Module,DepOnly,Error", "--"}, patterns...)...)
	command.Dir = folder
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var pkg listed
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		if pkg.Error != nil {
			return nil, fmt.Errorf("%s: %s", pkg.ImportPath, pkg.Error.Err)
		}
		packages = append(packages, pkg)
	}
}

// check reads a package's files, without its tests, and applies every rule.
func (c *checker) check(name string, pkg listed) error {
	var files []*ast.File
	for _, file := range pkg.GoFiles {
		parsed, err := parser.ParseFile(c.files, filepath.Join(pkg.Dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, parsed)
	}
	c.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
	}
	config := types.Config{Importer: c.importer}
	if _, err := config.Check(pkg.ImportPath, c.files, files, c.info); err != nil {
		return err
	}
	for k, file := range files {
		c.folder, c.file = name, filepath.ToSlash(filepath.Join(name, pkg.GoFiles[k]))
		c.seen[c.file] = true
		c.checkImports(file)
		c.checkVariables(file)
		ast.Inspect(file, c.checkNode)
	}
	return nil
}
