package boot

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/testrig/services"
)

// serving is a server with the certificate in the folder.
func serving(t *testing.T, dir string, shown services.Certificate) (address string, log *bytes.Buffer) {
	t.Helper()
	cert, key := shown.Write(t, dir)
	log = &bytes.Buffer{}
	own, err := newCertificate(cert, key, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{TLSConfig: own.config(), ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = serve(server, listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return listener.Addr().String(), log
}

// shown connects and returns the serial number of the certificate, which must be valid.
func shown(t *testing.T, address string, config *tls.Config) (*big.Int, error) {
	t.Helper()
	conn, err := tls.Dial("tcp", address, config)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber, nil
}

func TestRenewedCertificatesAreTaken(t *testing.T) {
	t.Parallel()
	ca, dir := services.NewCA(t), t.TempDir()
	first, second := ca.Issue(t, "127.0.0.1", time.Hour), ca.Issue(t, "127.0.0.1", 2*time.Hour)
	address, log := serving(t, dir, first)
	trusting := &tls.Config{RootCAs: ca.Pool(), MinVersion: tls.VersionTLS12}
	want := func(when string, c services.Certificate) {
		t.Helper()
		if got, err := shown(t, address, trusting); err != nil || got.Cmp(c.Serial(t)) != 0 {
			t.Fatalf("%s: %v, %v", when, got, err)
		}
	}
	want("at first", first)
	_, key := second.Write(t, dir)
	if err := os.WriteFile(key, first.Key, 0o600); err != nil { // the new key is not there yet
		t.Fatal(err)
	}
	want("half renewed", first)
	second.Write(t, dir)
	later := time.Now().Add(time.Minute) // a file system may be too coarse to tell the two writes apart
	if err := os.Chtimes(key, later, later); err != nil {
		t.Fatal(err)
	}
	want("renewed", second)
	if got := log.String(); !strings.Contains(got, "former one stays") || !strings.Contains(got, "read anew") {
		t.Errorf("the log: %s", got)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	t.Parallel()
	ca := services.NewCA(t)
	address, _ := serving(t, t.TempDir(), ca.Issue(t, "127.0.0.1", time.Hour))
	for version, ok := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		_, err := shown(t, address, &tls.Config{RootCAs: ca.Pool(), MinVersion: tls.VersionTLS10, MaxVersion: version})
		if (err == nil) != ok {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
	}
}

func TestUnusableCertificatesStopTheStart(t *testing.T) {
	t.Parallel()
	ca, dir := services.NewCA(t), t.TempDir()
	cert, key := ca.Issue(t, "127.0.0.1", time.Hour).Write(t, dir)
	_, other := ca.Issue(t, "127.0.0.1", time.Hour).Write(t, t.TempDir())
	for name, files := range map[string][2]string{"missing": {"/does/not/exist", key}, "swapped": {key, cert}, "another key": {cert, other}} {
		if _, err := newCertificate(files[0], files[1], slog.New(slog.DiscardHandler)); consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
