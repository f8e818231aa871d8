package store_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/testrig/services"
)

// verified asks for TLS with the strictest check, and for a password that the server never
// looks at.
func verified(t *testing.T, raw, caFile string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("test", "hunter2")
	u.RawQuery = url.Values{"sslmode": {"verify-full"}, "sslrootcert": {caFile}}.Encode()
	return u.String()
}

func TestWrongCertificatesOfPostgresAreRefused(t *testing.T) {
	t.Parallel()
	ca, other := services.NewCA(t), services.NewCA(t)
	server := services.OwnPostgresTLS(t, ca.Issue(t, "127.0.0.1", time.Hour))
	at := verified(t, server.URL, ca.Path)
	s, err := store.Open(t.Context(), at)
	if err != nil {
		t.Fatalf("the right one: %v", err)
	}
	var encrypted bool
	if err := s.DB().QueryRowContext(t.Context(), "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").Scan(&encrypted); err != nil || !encrypted {
		t.Errorf("encrypted %t, %v", encrypted, err)
	}
	_ = s.Close()
	for _, c := range []struct {
		name  string
		shown services.Certificate
		says  string
	}{
		{"another host", ca.Issue(t, "db.example", time.Hour), "127.0.0.1"},
		{"another authority", other.Issue(t, "127.0.0.1", time.Hour), "unknown authority"},
		{"expired", ca.Issue(t, "127.0.0.1", -time.Hour), "expired"},
	} {
		server.Present(t, c.shown)
		_, err := store.Open(t.Context(), at)
		message := consent.MessageOf(err)
		if consent.CodeOf(err) != consent.Unavailable || !strings.Contains(message, "certificate is refused") || !strings.Contains(message, c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the password: %v", c.name, err)
		}
	}
}

// TestErrorsKeepThePassword: whatever is wrong with the URL, its password is in no error.
func TestErrorsKeepThePassword(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"postgres://u:hunter2@127.0.0.1:port/x", "postgres://u:hunter2@127.0.0.1:1/x?sslmode=maybe", "postgres://u:hunter2@127.0.0.1:1/x",
		"postgres://u:hunter2@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=/does/not/exist", "postgres://u:%zzhunter2@h/x", "postgres://u:hunter2@h:1 /x",
		"postgres://127.0.0.1:1/x?user=u&password=hunter2&connect_timeout=x", "mysql://u:hunter2@h/x",
	} {
		s, err := store.Open(t.Context(), raw)
		if err == nil {
			_ = s.Close()
			t.Errorf("%s was opened", raw)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the password: %v", raw, err)
		}
	}
}
