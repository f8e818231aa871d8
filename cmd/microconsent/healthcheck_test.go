package main

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"microconsent/internal/testrig/services"
)

// The probe trusts the certificate that the process is configured with, whatever name it is
// for, and no other of the same authority.
func TestHealthcheckTrustsItsOwnCertificate(t *testing.T) {
	t.Parallel()
	ca := services.NewCA(t)
	for _, name := range []string{"consent.example", "*.consent.example", "127.0.0.1", "192.0.2.1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own, other := ca.Issue(t, name, time.Hour), ca.Issue(t, name, time.Hour)
			file, _ := own.Write(t, t.TempDir())
			trusted, err := trustOwn(file)
			if err != nil {
				t.Fatal(err)
			}
			for presented, want := range map[*services.Certificate]bool{&own: true, &other: false} {
				pair, err := tls.X509KeyPair(presented.Cert, presented.Key)
				if err != nil {
					t.Fatal(err)
				}
				server := httptest.NewUnstartedServer(http.NotFoundHandler())
				server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
				server.StartTLS()
				t.Cleanup(server.Close)
				conn, err := tls.Dial("tcp", server.Listener.Addr().String(), trusted)
				if err == nil {
					_ = conn.Close()
				}
				if (err == nil) != want {
					t.Errorf("the own one %v: %v", want, err)
				}
			}
		})
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := trustOwn(empty); err == nil {
		t.Error("an empty file is a certificate")
	}
}
