// Package sample holds pages of our own that a new instance is filled with, so that no
// screen is empty. They belong to the project, show good and bad practice, and raise every
// finding that a page can raise by itself. Hosts are names below .example, which nobody can
// own (RFC 2606).
package sample

import (
	"embed"
	"path"
	"time"

	"microconsent/internal/consent"
)

//go:embed pages
var pages embed.FS

const day = 24 * time.Hour

// Visit is one look at a page: the page as it was so long ago.
type Visit struct {
	Address string // "" for an upload
	File    string // of the page, below pages
	Policy  string // file of the policy that the page links to; "" when it is not read
	Ago     time.Duration

	Jurisdiction consent.Jurisdiction // "" is the default
	Tags         []string
	Note         string
	Decisions    []Decision
}

// Decision is what somebody decided about the findings of a rule.
type Decision struct {
	Rule   string
	Status consent.Triage
	Reason string
}

// Name is the base name of the page's file.
func (v Visit) Name() string { return path.Base(v.File) }

// Body is the page as it was at this visit.
func (v Visit) Body() ([]byte, error) { return read(v.File) }

func read(file string) ([]byte, error) { return pages.ReadFile(path.Join("pages", file)) }
