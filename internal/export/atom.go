package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"

	"microconsent/internal/consent"
)

// Feed describes an Atom feed of a list of analyses.
type Feed struct {
	ID    string    // stays the same for the same filter: a URI
	Title string    // names the filter
	Self  string    // address of the feed
	Next  string    // address of the next page (RFC 5005); "" for none
	Base  string    // address of the installation, without a slash at the end
	Now   time.Time // when the feed was made, for one without entries
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Link       atomLink       `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// Atom writes a page of the history as a feed (RFC 4287). The id of an entry is the
// analysis's UUID as a URN (RFC 9562), so that it stays when the address changes.
func Atom(w io.Writer, f Feed, analyses []consent.Analysis) error {
	out := atomFeed{ID: f.ID, Title: cleanXML(f.Title), Author: "microconsent", Updated: atomTime(f.Now),
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: f.Self}}}
	if f.Next != "" {
		out.Links = append(out.Links, atomLink{Rel: "next", Type: "application/atom+xml", Href: f.Next})
	}
	newest := time.Time{}
	for _, a := range analyses {
		out.Entries = append(out.Entries, f.entry(a))
		if a.UpdatedAt.After(newest) {
			newest = a.UpdatedAt
		}
	}
	if !newest.IsZero() {
		out.Updated = atomTime(newest)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return err
	}
	return encoder.Close()
}

func (f Feed) entry(a consent.Analysis) atomEntry {
	e := atomEntry{ID: "urn:uuid:" + string(a.ID), Title: cleanXML(atomTitle(a)), Published: atomTime(a.CreatedAt), Updated: atomTime(a.UpdatedAt),
		Link: atomLink{Rel: "alternate", Type: "text/html", Href: f.Base + "/analyses/" + string(a.ID)}, Summary: cleanXML(atomSummary(a))}
	for _, tag := range a.Tags {
		e.Categories = append(e.Categories, atomCategory{Term: cleanXML(tag)})
	}
	return e
}

func atomTitle(a consent.Analysis) string {
	name := a.Source.URL
	if name == "" {
		name = a.Source.Name
	}
	if name == "" {
		name = "pasted " + string(a.Source.Kind)
	}
	if a.Score == nil {
		return name + ": " + string(a.Status)
	}
	return name + ": " + a.Score.Grade + " (" + strconv.Itoa(a.Score.Value) + ")"
}

func atomSummary(a consent.Analysis) string {
	if a.Failure != nil {
		return a.Failure.Message
	}
	if a.Status != consent.StatusCompleted {
		return string(a.Status)
	}
	n := a.Summary.Findings
	return fmt.Sprintf("Findings: %d high, %d medium, %d low, %d info. Clauses: %d.", n[string(consent.SeverityHigh)], n[string(consent.SeverityMedium)],
		n[string(consent.SeverityLow)], n[string(consent.SeverityInfo)], a.Summary.Clauses)
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// cleanXML drops what XML 1.0 cannot hold; the encoder would write U+FFFD for each.
func cleanXML(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '\t' || r == '\n' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF {
			out = append(out, r)
		}
	}
	return string(out)
}
