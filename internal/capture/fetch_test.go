package capture_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"microconsent/internal/capture"
	"microconsent/internal/consent"
	"microconsent/internal/testrig/site"
)

// names is a resolver that knows a few names. Each look-up takes the next answer; the last
// one stays.
type names struct {
	mu      sync.Mutex
	answers map[string][][]string
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	left := n.answers[host]
	if len(left) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(left) > 1 {
		n.answers[host] = left[1:]
	}
	var out []netip.Addr
	for _, text := range left[0] {
		out = append(out, netip.MustParseAddr(text))
	}
	return out, nil
}

// wire notes what it is asked to dial and connects to a site on loopback instead.
type wire struct {
	mu     sync.Mutex
	target string
	dialed []string
	fail   map[string]error
}

func (w *wire) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	w.dialed = append(w.dialed, address)
	err := w.fail[address]
	w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return new(net.Dialer).DialContext(ctx, network, w.target)
}

func (w *wire) list() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.dialed, " ")
}

// local fetches from loopback with the real dialer.
func local(o capture.Options) *capture.Capturer {
	o.AllowPrivate = true
	return capture.New(o)
}

func TestFetchThroughCheckedAddress(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	w := &wire{target: s.Address()}
	c := capture.New(capture.Options{Dialer: w, UserAgent: "tester", Resolver: &names{answers: map[string][][]string{
		"shop.example": {{"93.184.215.14", "2606:2800::1"}}}}})
	got, err := c.Fetch(t.Context(), "http://shop.example/banner#top")
	if err != nil {
		t.Fatal(err)
	}
	if got.URL != "http://shop.example/banner" || got.Name != "banner" || got.Kind != consent.SourceHTML || len(got.Redirects) != 0 ||
		got.ContentType != "text/html; charset=utf-8" || string(got.Text) != site.Banner || got.FetchTime <= 0 {
		t.Errorf("got %+v", got)
	}
	if w.list() != "93.184.215.14:80" {
		t.Errorf("dialed %s", w.list())
	}
	req := s.Requests()[0]
	if req.Host != "shop.example" || req.UserAgent() != "tester" || req.Header.Get("Cookie") != "" || req.Header.Get("Accept-Encoding") != "gzip" {
		t.Errorf("request %s %v", req.Host, req.Header)
	}
}

func TestFetchTriesTheNextAddress(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	w := &wire{target: s.Address(), fail: map[string]error{"[2606:2800::1]:8080": errors.New("no route")}}
	c := capture.New(capture.Options{Dialer: w, Resolver: &names{answers: map[string][][]string{"a.example": {{"2606:2800::1", "8.8.8.8"}}}}})
	if _, err := c.Fetch(t.Context(), "http://a.example:8080/banner"); err != nil {
		t.Fatal(err)
	}
	if w.list() != "[2606:2800::1]:8080 8.8.8.8:8080" {
		t.Errorf("dialed %s", w.list())
	}
}

func TestFetchRefusesInsideAddresses(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	answers := map[string][][]string{
		"inside.example": {{"10.0.0.7"}}, "mixed.example": {{"8.8.8.8", "127.0.0.1"}}, "mapped.example": {{"::ffff:127.0.0.1"}},
		"meta.example": {{"169.254.169.254"}}, "nat64.example": {{"64:ff9b::7f00:1"}}, "ula.example": {{"fd00::1"}},
		"rebind.example": {{"8.8.8.8"}, {"127.0.0.1"}}, "empty.example": {{}}, "good.example": {{"8.8.8.8"}},
	}
	cases := map[string]string{ // to what is dialed
		"http://inside.example/banner": "", "http://mixed.example/banner": "", "http://mapped.example/banner": "",
		"http://meta.example/latest/meta-data/": "", "http://nat64.example/": "", "http://ula.example/": "", "http://empty.example/": "",
		"http://unknown.example/": "", "http://127.0.0.1/": "", "http://localhost/": "", "http://0x7f.1/": "",
		"http://good.example/to?url=http://127.0.0.1/":              "8.8.8.8:80",
		"http://good.example/to?url=http://2130706433/":             "8.8.8.8:80",
		"http://good.example/to?url=//inside.example/":              "8.8.8.8:80",
		"http://good.example/to?url=file:///etc/passwd":             "8.8.8.8:80",
		"http://good.example/to?url=http://u:p@good.example/banner": "8.8.8.8:80",
		"http://good.example/to?url=http://good.example:22/":        "8.8.8.8:80",
	}
	for raw, dialed := range cases {
		t.Run(raw, func(t *testing.T) {
			t.Parallel()
			w := &wire{target: s.Address()}
			c := capture.New(capture.Options{Dialer: w, Resolver: &names{answers: answers}})
			_, err := c.Fetch(t.Context(), raw)
			if consent.CodeOf(err) != consent.Invalid {
				t.Errorf("got %v, want invalid", err)
			}
			if w.list() != dialed {
				t.Errorf("dialed %q, want %q", w.list(), dialed)
			}
			for _, secret := range []string{"10.0.0.7", "127.0.0.1", "169.254"} {
				if strings.Contains(consent.MessageOf(err), secret) {
					t.Errorf("the message gives an inside address away: %s", consent.MessageOf(err))
				}
			}
		})
	}
}

// A name that changes its mind between two hops is checked again; between look-up and
// connection it cannot, as the checked address is dialed.
func TestFetchIsNotReboundBetweenHops(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	w := &wire{target: s.Address()}
	c := capture.New(capture.Options{Dialer: w, Resolver: &names{answers: map[string][][]string{"rebind.example": {{"8.8.8.8"}, {"127.0.0.1"}}}}})
	_, err := c.Fetch(t.Context(), "http://rebind.example/to?url=http://rebind.example:8080/banner")
	if consent.CodeOf(err) != consent.Invalid || w.list() != "8.8.8.8:80" {
		t.Errorf("got %v, dialed %s", err, w.list())
	}
}

func TestRealDialerRefusesLoopback(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	_, err := capture.New(capture.Options{}).Fetch(t.Context(), s.URL+"/banner")
	if consent.CodeOf(err) != consent.Invalid || len(s.Requests()) != 0 {
		t.Errorf("got %v after %d requests", err, len(s.Requests()))
	}
}

func TestFetchRedirects(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	got, err := local(capture.Options{}).Fetch(t.Context(), s.URL+"/redirect/10")
	if err != nil {
		t.Fatal(err)
	}
	if got.URL != s.URL+"/redirect/0" || len(got.Redirects) != 10 || got.Redirects[0] != s.URL+"/redirect/10" || got.Redirects[9] != s.URL+"/redirect/1" {
		t.Errorf("ended at %s by %v", got.URL, got.Redirects)
	}
}

func TestFetchAnswers(t *testing.T) {
	t.Parallel()
	s := site.New(t, map[string]site.Page{
		"/doc.html.gz": {Type: "application/gzip", Body: site.Gzip([]byte(site.Banner))},
		"/x-gzip":      {Type: "text/html", Header: map[string]string{"Content-Encoding": "x-gzip"}, Body: site.Gzip([]byte(site.Banner))},
		"/brotli":      {Type: "text/html", Header: map[string]string{"Content-Encoding": "br"}, Body: []byte("?")},
		"/no-gzip":     {Type: "text/html", Header: map[string]string{"Content-Encoding": "gzip"}, Body: []byte("not packed at all")},
		"/image":       {Type: "text/html", Body: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01")},
		"/pdf":         {Type: "application/pdf", Body: []byte("%PDF-1.7")},
		"/data.json":   {Type: "application/ld+json", Body: []byte(`{"a":1}`)},
		"/bad.json":    {Type: "application/json", Body: []byte(`{"a":`)},
		"/untyped":     {Body: []byte("<p>Hello</p>")},
		"/odd-type":    {Type: "text/html; charset", Body: []byte("<p>Hello</p>")},
		"/nowhere":     {Status: 302, Header: map[string]string{"Location": "http://%zz/"}},
		"/no-location": {Status: 301, Type: "text/html", Body: []byte("moved")},
		"/blank":       {Type: "text/html", Body: []byte(" \r\n\t ")},
	})
	cases := map[string]struct {
		code consent.Code
		says string
	}{
		"/banner": {}, "/packed": {}, "/doc.html.gz": {}, "/x-gzip": {}, "/data.json": {}, "/untyped": {}, "/odd-type": {},
		"/type?t=text/plain": {}, "/type?t=": {}, "/type?t=text/html%3Bcharset%3Dutf-8": {}, "/redirect/3": {},
		"/type?t=image/png":       {consent.Invalid, "image/png"},
		"/type?t=application/zip": {consent.Invalid, "application/zip"},
		"/pdf":                    {consent.Unsupported, "PDF"},
		"/image":                  {consent.Invalid, "image/png"},
		"/bad.json":               {consent.Invalid, "JSON"},
		"/brotli":                 {consent.Invalid, "encoded"},
		"/no-gzip":                {consent.Invalid, "unpacked"},
		"/empty":                  {consent.Invalid, "empty page"},
		"/blank":                  {consent.Invalid, "empty page"},
		"/circle":                 {consent.Invalid, "in a circle"},
		"/redirect/11":            {consent.Invalid, "more than 10"},
		"/nowhere":                {consent.Invalid, "cannot be read"},
		"/no-location":            {consent.Invalid, "cannot be read"},
		"/status/404":             {consent.Invalid, "The site answered 404 Not Found."},
		"/status/410":             {consent.Invalid, "410"},
		"/status/403":             {consent.Invalid, "403"},
		"/status/304":             {consent.Invalid, "304"},
		"/status/204":             {consent.Invalid, "empty page"},
		"/status/429":             {consent.Unavailable, "429"},
		"/status/500":             {consent.Unavailable, "500"},
		"/status/503":             {consent.Unavailable, "503"},
		"/endless":                {consent.TooLarge, "1048576 bytes"},
		"/bomb":                   {consent.TooLarge, "1048576 bytes"},
		"/cut":                    {consent.Unavailable, "failed"},
		"/huge-header":            {consent.Unavailable, "failed"},
	}
	c := local(capture.Options{MaxBytes: 1 << 20})
	for path, want := range cases {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, err := c.Fetch(t.Context(), s.URL+path)
			if consent.CodeOf(err) != want.code || err != nil && !strings.Contains(consent.MessageOf(err), want.says) {
				t.Errorf("got %v, want %s %q", err, want.code, want.says)
			}
		})
	}
}

func TestFetchGivesUp(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	for _, path := range []string{"/silent", "/slow"} {
		_, err := local(capture.Options{Timeout: 50 * time.Millisecond}).Fetch(t.Context(), s.URL+path)
		if consent.CodeOf(err) != consent.Timeout {
			t.Errorf("%s: got %v, want timeout", path, err)
		}
	}
}

func TestFetchIsCanceled(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	w := &wire{target: s.Address()}
	c := capture.New(capture.Options{Dialer: cancelling{w, cancel}, Resolver: &names{answers: map[string][][]string{"a.example": {{"8.8.8.8"}}}}})
	if _, err := c.Fetch(ctx, "http://a.example/silent"); consent.CodeOf(err) != consent.Canceled {
		t.Errorf("got %v, want canceled", err)
	}
}

// cancelling cancels as soon as the connection stands.
type cancelling struct {
	*wire
	cancel context.CancelFunc
}

func (c cancelling) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	defer c.cancel()
	return c.wire.DialContext(ctx, network, address)
}

func TestFetchWithoutServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	_, err = local(capture.Options{}).Fetch(t.Context(), "http://"+address+"/")
	if consent.CodeOf(err) != consent.Unavailable || !strings.Contains(consent.MessageOf(err), "refuses") {
		t.Errorf("got %v", err)
	}
}

// broken is a resolver whose server does not answer.
type broken struct{}

func (broken) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
}

func TestFetchWithoutNames(t *testing.T) {
	t.Parallel()
	for want, resolver := range map[consent.Code]capture.Resolver{consent.Unavailable: broken{}, consent.Invalid: &names{}} {
		_, err := capture.New(capture.Options{Resolver: resolver, Dialer: &wire{}}).Fetch(t.Context(), "http://a.example/")
		if consent.CodeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestFetchTLS(t *testing.T) {
	t.Parallel()
	s := site.NewTLS(t, nil)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	plain := site.New(t, nil)
	t.Cleanup(func() { // after the subtests
		if seen := s.Requests(); len(seen) != 1 || seen[0].ProtoMajor != 2 {
			t.Errorf("want one request, over HTTP/2: %v", seen)
		}
	})
	for name, test := range map[string]struct {
		pool *x509.CertPool
		host string
		to   string
		code consent.Code
		says string
	}{
		"good":      {pool, "example.com", s.Address(), "", ""},
		"host":      {pool, "other.example", s.Address(), consent.Invalid, "another host"},
		"untrusted": {x509.NewCertPool(), "example.com", s.Address(), consent.Invalid, "not trusted"},
		"no TLS":    {pool, "example.com", plain.Address(), consent.Invalid, "secure connection"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := capture.New(capture.Options{RootCAs: test.pool, Dialer: &wire{target: test.to},
				Resolver: &names{answers: map[string][][]string{test.host: {{"8.8.8.8"}}}}})
			_, err := c.Fetch(t.Context(), "https://"+test.host+"/banner")
			if consent.CodeOf(err) != test.code || err != nil && !strings.Contains(consent.MessageOf(err), test.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFetchCharsets(t *testing.T) {
	t.Parallel()
	s := site.New(t, nil)
	c := local(capture.Options{})
	for name, text := range site.Texts {
		for _, by := range []string{"header", "meta", "bom"} {
			if wide := strings.HasPrefix(name, "utf-16"); by == "meta" && wide || by == "bom" && !strings.HasPrefix(name, "utf-") {
				continue
			}
			t.Run(name+" by "+by, func(t *testing.T) {
				t.Parallel()
				got, err := c.Fetch(t.Context(), s.URL+"/charset/"+name+"?by="+by)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(got.Text), "<p>"+text+"</p>") || got.Text[0] != '<' {
					t.Errorf("read as %s: %s", got.ContentType, got.Text)
				}
				again, err := c.Read(got.Name, got.ContentType, got.Kind, got.Body)
				if err != nil || string(again.Text) != string(got.Text) || again.ContentType != got.ContentType {
					t.Errorf("read again: %q %v", again.Text, err)
				}
			})
		}
	}
}
