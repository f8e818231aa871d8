package sample

import (
	"context"
	"net/url"
	"time"

	"microconsent/internal/consent"
)

// Web answers for the sites of the samples as they were at one visit, without any traffic.
type Web struct {
	consent.Capturer // reads the material
	Visit            Visit
}

// Fetch gives the page at the visit's address, and its policy for any other address of the
// same host. NotFound for all else.
func (w Web) Fetch(_ context.Context, address string) (consent.Capture, error) {
	file := w.Visit.File
	if address != w.Visit.Address {
		file = w.Visit.Policy
	}
	if file == "" || hostOf(address) != hostOf(w.Visit.Address) {
		return consent.Capture{}, consent.Errorf(consent.NotFound, "The samples have no such page.")
	}
	body, err := read(file)
	if err != nil {
		return consent.Capture{}, err
	}
	out, err := w.Read("", "text/html; charset=utf-8", consent.SourceHTML, body)
	out.URL, out.FetchTime = address, latency(body)
	return out, err
}

// latency is a plausible time for the network, the same for the same page.
func latency(body []byte) time.Duration {
	return time.Duration(90+len(body)%400) * time.Millisecond
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
