package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

const maxRedirects = 10

// Fetch gets a URL by HTTP behind the address guard: every hop is checked as CheckURL does
// and connects to a checked address only. No cookies, no proxy, no credentials.
func (c *Capturer) Fetch(ctx context.Context, raw string) (consent.Capture, error) {
	begin := time.Now()
	target, err := parseURL(raw, c.allowPrivate)
	if err != nil {
		return consent.Capture{}, err
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	transport := c.transport()
	defer transport.CloseIdleConnections()

	captured, err := c.follow(limited, transport, target)
	if err != nil {
		return consent.Capture{}, explain(ctx, err)
	}
	captured.FetchTime = time.Since(begin)
	return captured, nil
}

// follow goes from address to address until one answers with material.
func (c *Capturer) follow(ctx context.Context, trip http.RoundTripper, target *url.URL) (consent.Capture, error) {
	var way []string
	for {
		here := target.String()
		switch {
		case slices.Contains(way, here):
			return consent.Capture{}, consent.Errorf(consent.Invalid, "The site redirects in a circle.")
		case len(way) > maxRedirects:
			return consent.Capture{}, consent.Errorf(consent.Invalid, "The site redirects more than %d times.", maxRedirects)
		}
		res, err := c.get(ctx, trip, here)
		if err != nil {
			return consent.Capture{}, err
		}
		next, err := c.redirect(res)
		if err == nil && next == nil {
			return c.take(res, way)
		}
		res.Body.Close()
		if err != nil {
			return consent.Capture{}, err
		}
		way, target = append(way, here), next
	}
}

func (c *Capturer) get(ctx context.Context, trip http.RoundTripper, target string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.userAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/json;q=0.9,text/plain;q=0.8")
	return trip.RoundTrip(req)
}

// redirect returns where a response sends us, checked, or nil when it is the answer.
func (c *Capturer) redirect(res *http.Response) (*url.URL, error) {
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	location, err := res.Location()
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The site redirects to an address that cannot be read.")
	}
	next, err := parseURL(location.String(), c.allowPrivate)
	if err != nil {
		return nil, consent.Wrap(err, consent.CodeOf(err), "The site redirects to another address. %s", consent.MessageOf(err))
	}
	return next, nil
}

// take reads the answer and closes it.
func (c *Capturer) take(res *http.Response, way []string) (consent.Capture, error) {
	defer res.Body.Close()
	if err := checkAnswer(res); err != nil {
		return consent.Capture{}, err
	}
	if res.ContentLength > c.maxBytes {
		return consent.Capture{}, c.tooLarge()
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, c.maxBytes+1))
	if err != nil {
		return consent.Capture{}, err
	}
	if int64(len(body)) > c.maxBytes {
		return consent.Capture{}, c.tooLarge()
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return consent.Capture{}, consent.Errorf(consent.Invalid, "The site answered with an empty page.")
	}
	final := res.Request.URL
	captured, err := c.Read(path.Base(final.Path), res.Header.Get("Content-Type"), "", body)
	captured.URL, captured.Redirects = final.String(), way
	return captured, err
}

// checkAnswer says whether the head of an answer promises usable material.
func checkAnswer(res *http.Response) error {
	switch status := res.StatusCode; {
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status >= 500:
		return consent.Errorf(consent.Unavailable, "The site answered %s.", named(status))
	case status < 200, status >= 300:
		return consent.Errorf(consent.Invalid, "The site answered %s.", named(status))
	}
	switch strings.ToLower(res.Header.Get("Content-Encoding")) {
	case "", "identity", "x-gzip": // the transport took gzip off; Read knows it by its first bytes
	default:
		return consent.Errorf(consent.Invalid, "The site's answer is encoded in a way that was not asked for.")
	}
	return checkType(res.Header.Get("Content-Type"))
}

func named(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// checkType refuses media that hold no readable text. An answer without a type passes:
// Read finds out what it is.
func checkType(header string) error {
	if header == "" {
		return nil
	}
	media, _, err := mime.ParseMediaType(header)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return nil
	}
	switch media {
	case "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/json",
		"application/gzip", "application/x-gzip":
		return nil
	case "application/pdf":
		return errPDF()
	}
	if strings.HasSuffix(media, "+json") {
		return nil
	}
	return consent.Errorf(consent.Invalid, "The address answers with %s, which is not a page or a text.", clean(media, 80))
}
