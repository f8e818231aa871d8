package archtest

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dependency is a module or npm package that ours name directly.
type dependency struct{ Path, Version string }

// goModules returns the modules that packages or tests of ours import from.
func goModules(t *testing.T) []dependency {
	t.Helper()
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root
	raw, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Require []dependency }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	used := map[dependency]bool{{"github.com/a-h/templ", versionOf(file.Require, "github.com/a-h/templ")}: true}
	ours, all := packages(t)
	for _, p := range ours {
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if m := moduleOf(file.Require, imported); m.Path != "" && !isStandard(all, imported) {
				used[m] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(used), func(a, b dependency) int { return strings.Compare(a.Path, b.Path) })
}

func versionOf(modules []dependency, path string) string { return moduleOf(modules, path).Version }

// moduleOf is the module with the longest path that holds the package.
func moduleOf(modules []dependency, pkg string) dependency {
	var best dependency
	for _, m := range modules {
		if below(pkg, m.Path) && len(m.Path) > len(best.Path) {
			best = m
		}
	}
	return best
}

func npmPackages(t *testing.T) []dependency {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	var out []dependency
	for _, group := range []map[string]string{file.Dependencies, file.DevDependencies} {
		for name, version := range group {
			out = append(out, dependency{name, version})
		}
	}
	return out
}

// Each direct dependency has a row in the document, with its version, and no other has.
func TestDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // version by name
	for line := range strings.Lines(string(raw)) {
		if cells := strings.Split(line, "|"); len(cells) > 6 && strings.Contains(cells[1], "`") {
			rows[strings.Trim(cells[1], " `")] = strings.TrimSpace(cells[2])
		}
	}
	for _, d := range slices.Concat(goModules(t), npmPackages(t)) {
		version := strings.TrimPrefix(d.Version, "v")
		if got, ok := rows[d.Path]; !ok || got != version {
			t.Errorf("docs/dependencies.md has %q for %s, which is used in version %s", got, d.Path, version)
		}
		delete(rows, d.Path)
	}
	for name := range rows {
		t.Errorf("docs/dependencies.md explains %s, which nothing uses directly", name)
	}
}

// The lock file names no place to download from: that is each machine's setting.
func TestLockFileNamesNoHosts(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), `"resolved"`) {
		t.Error("package-lock.json holds resolved addresses; npm needs the settings of .npmrc")
	}
}
