package boot

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"

	"microconsent/internal/consent"
)

// certificate is the web role's certificate on disk. Each handshake looks whether a file
// was changed, so that a renewed certificate needs no restart. While the files do not fit
// together (only one is written yet), the former certificate stays in use.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	seen   [2]stamp
}

// stamp tells one state of a file from another.
type stamp struct {
	changed time.Time
	size    int64
}

// newCertificate loads the files. Invalid when they cannot be used.
func newCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log, seen: stamps(certFile, keyFile)}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The certificate of the web role cannot be used: %v.", err)
	}
	c.loaded = &pair
	return c, nil
}

// config is what the server uses: TLS 1.2 at least, Go's own choice of ciphers.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := stamps(c.certFile, c.keyFile)
	if now == c.seen {
		return c.loaded, nil
	}
	c.seen = now
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		c.log.Warn("the changed certificate cannot be used; the former one stays", "error", err)
		return c.loaded, nil
	}
	c.loaded = &pair
	c.log.Info("the certificate was read anew", "until", pair.Leaf.NotAfter)
	return c.loaded, nil
}

func stamps(paths ...string) (out [2]stamp) {
	for i, path := range paths {
		if info, err := os.Stat(path); err == nil {
			out[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return out
}
