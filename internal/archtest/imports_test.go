package archtest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// listed is what `go list` says of a package. Imports of tests are apart.
type listed struct {
	ImportPath string
	Name       string // "main" for commands
	Standard   bool
	Imports    []string
	Deps       []string

	TestImports, XTestImports []string
}

// name is the path below the module.
func (p listed) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// root is the folder of go.mod.
var root = filepath.Join("..", "..")

var graph = sync.OnceValues(readGraph)

// readGraph lists all packages of the module and everything they reach. Broken code is
// the compiler's affair: -e lists what there is.
func readGraph() (map[string]listed, error) {
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Name,Standard,Imports,Deps,TestImports,XTestImports", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOPROXY=off", "GOWORK=off")
	var errout bytes.Buffer
	cmd.Stderr = &errout
	out, err := cmd.Output()
	if err != nil {
		return nil, &failure{err, errout.String()}
	}
	found := map[string]listed{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			return nil, err
		}
		found[p.ImportPath] = p
	}
	return found, nil
}

type failure struct {
	error
	output string
}

func (f *failure) Error() string { return f.error.Error() + "\n" + f.output }

// packages returns the packages of this module.
func packages(t *testing.T) (ours []listed, all map[string]listed) {
	t.Helper()
	all, err := graph()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if isOurs(p.ImportPath) {
			ours = append(ours, p)
		}
	}
	slices.SortFunc(ours, func(a, b listed) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	if len(ours) < 10 {
		t.Fatalf("only %d packages found", len(ours))
	}
	return ours, all
}

func isOurs(pkg string) bool { return below(pkg, module) }

func ruleOf(name string) (rule, bool) {
	var best rule
	for _, r := range rules() {
		if below(name, r.path) && len(r.path) > len(best.path) {
			best = r
		}
	}
	return best, best.path != ""
}

// complaint is "" when the rule lets the package be imported.
func (r rule) complaint(imported string, standard bool) string {
	switch {
	case standard:
		if slices.Contains(r.not, imported) {
			return "it is to know nothing of that"
		}
	case isOurs(imported):
		if !fits(strings.TrimPrefix(imported, module+"/"), r.ours) {
			return "of ours it may import " + strings.Join(r.ours, ", ")
		}
	default:
		if !fits(imported, r.theirs) {
			return "of others it may import " + strings.Join(r.theirs, ", ")
		}
	}
	return ""
}

func fits(pkg string, allowed []string) bool {
	return slices.ContainsFunc(allowed, func(path string) bool { return path == "*" || below(pkg, path) })
}

func TestImports(t *testing.T) {
	t.Parallel()
	ours, all := packages(t)
	for _, p := range ours {
		r, ok := ruleOf(p.name())
		if p.Name == "main" || forModels(p.name()) {
			r.not = nil // commands are where files are read
		}
		if !ok {
			t.Errorf("%s has no row in the table of imports", p.name())
		}
		for _, imported := range p.Imports {
			inner := below(imported, module+"/"+r.path) // parts of one row see each other
			if why := r.complaint(imported, isStandard(all, imported)); why != "" && !inner {
				t.Errorf("%s imports %s: %s", p.name(), imported, why)
			}
		}
	}
}

// isStandard also answers for names that are no packages, such as "C".
func isStandard(all map[string]listed, pkg string) bool {
	if p, ok := all[pkg]; ok {
		return p.Standard
	}
	return !strings.Contains(pkg, ".") && !isOurs(pkg)
}

func TestNeverReached(t *testing.T) {
	t.Parallel()
	ours, _ := packages(t)
	for _, p := range ours {
		for path, refused := range never() {
			if !below(p.name(), path) || below(p.name(), "internal/store/storetest") {
				continue
			}
			for _, reached := range p.Deps {
				if fits(strings.TrimPrefix(reached, module+"/"), refused) {
					t.Errorf("%s reaches %s", p.name(), reached)
				}
			}
		}
	}
}

// What trains the engine's models is no part of the program.
func TestTrainingStaysApart(t *testing.T) {
	t.Parallel()
	ours, _ := packages(t)
	for _, p := range ours {
		for _, reached := range p.Deps {
			if forModels(strings.TrimPrefix(reached, module+"/")) && !forModels(p.name()) {
				t.Errorf("%s reaches %s", p.name(), reached)
			}
		}
	}
	if !forModels("internal/detect/roles/learn") || forModels("internal/detect/roles") || forModels("internal/learn") {
		t.Error("forModels tells them apart wrongly")
	}
}

// The in-process Redis is the embedded default's and nobody else's.
func TestEmbeddedQueueIsKnownToBootOnly(t *testing.T) {
	t.Parallel()
	ours, _ := packages(t)
	for _, p := range ours {
		inside := fits(p.name(), list("internal/boot cmd internal/testrig"))
		if !inside && slices.ContainsFunc(p.Deps, func(d string) bool { return below(d, "github.com/alicebob/miniredis") }) {
			t.Errorf("%s reaches miniredis", p.name())
		}
	}
}

// The rules must be able to fail.
func TestRulesRefuse(t *testing.T) {
	t.Parallel()
	cases := []struct {
		from, to string
		standard bool
		refused  bool
	}{
		{"internal/app", "github.com/gin-gonic/gin", false, true},
		{"internal/app", "microconsent/internal/store", false, true},
		{"internal/app", "net/http", true, true},
		{"internal/app", "strings", true, false},
		{"internal/app", "microconsent/internal/consent", false, false},
		{"internal/consent", "golang.org/x/text/language", false, true},
		{"internal/detect/roles", "time", true, true},
		{"internal/detect/roles", "microconsent/internal/detect/dom", false, false},
		{"internal/api", "microconsent/internal/web", false, true},
		{"internal/web", "microconsent/internal/api", false, true},
		{"views/page", "microconsent/internal/app", false, true},
		{"internal/store", "microconsent/internal/queue", false, true},
		{"internal/store", "github.com/uptrace/bundle", false, true},
		{"internal/boot/redisx", "github.com/alicebob/miniredis/v2", false, false},
	}
	for _, c := range cases {
		r, ok := ruleOf(c.from)
		if got := r.complaint(c.to, c.standard) != ""; !ok || got != c.refused {
			t.Errorf("%s imports %s: refused %v", c.from, c.to, got)
		}
	}
	if _, ok := ruleOf("internal/unheard"); ok {
		t.Error("an unknown package has a row")
	}
}
