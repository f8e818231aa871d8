package blob

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/minio/minio-go/v7/pkg/credentials"

	"microconsent/internal/consent"
)

// s3 answers as S3 does to what the store asks, for one bucket named "evidence" that is
// addressed in the path.
type s3 struct {
	mu       sync.Mutex
	objects  map[string][]byte
	unsigned int
}

func (s *s3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=id/") {
		s.unsigned++
		s.fail(w, http.StatusForbidden, "AccessDenied")
		return
	}
	key, ok := strings.CutPrefix(r.URL.Path, "/evidence/")
	if !ok || key == "" {
		s.bucket(w, r)
		return
	}
	s.object(w, r, key)
}

func (s *s3) bucket(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.Trim(r.URL.Path, "/") != "evidence":
		s.fail(w, http.StatusNotFound, "NoSuchBucket")
	case r.Method == http.MethodGet:
		s.listing(w, r.URL.Query().Get("prefix"))
	}
}

func (s *s3) listing(w http.ResponseWriter, prefix string) {
	type object struct{ Key string }
	answer := struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Contents []object
	}{}
	for _, key := range slices.Sorted(maps.Keys(s.objects)) {
		if strings.HasPrefix(key, prefix) {
			answer.Contents = append(answer.Contents, object{key})
		}
	}
	_ = xml.NewEncoder(w).Encode(answer)
}

func (s *s3) object(w http.ResponseWriter, r *http.Request, key string) {
	switch r.Method {
	case http.MethodPut:
		body, _ := io.ReadAll(r.Body)
		s.objects[key] = unchunked(r, body)
		w.Header().Set("ETag", `"x"`)
	case http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	default:
		body, ok := s.objects[key]
		if !ok {
			s.fail(w, http.StatusNotFound, "NoSuchKey")
			return
		}
		w.Header().Set("Last-Modified", "Wed, 25 Nov 2026 10:00:00 GMT")
		w.Header().Set("ETag", `"x"`)
		_, _ = w.Write(body)
	}
}

// unchunked takes the body out of the signed chunks that it is sent in over plain HTTP:
// "size;chunk-signature=…", the bytes, and so on until a size of 0.
func unchunked(r *http.Request, body []byte) []byte {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return body
	}
	var out []byte
	for rest := string(body); ; {
		head, after, ok := strings.Cut(rest, "\r\n")
		var size int
		for _, digit := range strings.SplitN(head, ";", 2)[0] {
			size = size*16 + strings.IndexRune("0123456789abcdef", digit)
		}
		if !ok || size == 0 {
			return out
		}
		out = append(out, after[:size]...)
		rest = strings.TrimPrefix(after[size:], "\r\n")
	}
}

func (s *s3) fail(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
	}{Code: code})
}

// openS3 opens a store in a bucket of a server on the loopback address.
func openS3(t *testing.T, name, prefix string) (*Bucket, *s3) {
	t.Helper()
	server := &s3{objects: map[string][]byte{}}
	front := httptest.NewServer(server)
	t.Cleanup(front.Close)
	query := url.Values{"region": {"eu-central-1"}, "endpoint": {front.URL}, "use_path_style": {"true"}, "prefix": {prefix}}
	u := &url.URL{Scheme: "s3", Host: name, RawQuery: query.Encode()}
	at, err := openBucket(u, credentials.NewStaticV4("id", "secret", ""))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBucket(at, MaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b, server
}

func TestS3(t *testing.T) {
	t.Parallel()
	b, server := openS3(t, "evidence", "inside")
	for _, body := range [][]byte{{}, []byte("x"), []byte(strings.Repeat("page ", 50_000))} {
		roundTrip(t, b, body)
	}
	if err := b.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := b.Put(t.Context(), key, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if keys := slices.Collect(maps.Keys(server.objects)); len(keys) != 1 || keys[0] != "inside/"+key || server.unsigned != 0 {
		t.Errorf("the bucket holds %v; %d requests were not signed", keys, server.unsigned)
	}
	if keys, err := keysOf(t.Context(), b, ""); err != nil || !slices.Equal(keys, []string{key}) {
		t.Errorf("listed %v, %v", keys, err)
	}
}

func TestS3WithoutBucket(t *testing.T) {
	t.Parallel()
	b, _ := openS3(t, "other", "")
	if err := b.Ping(t.Context()); consent.CodeOf(err) != consent.Unavailable {
		t.Errorf("ping: %v", err)
	}
	if _, err := b.Get(t.Context(), key); consent.CodeOf(err) != consent.Unavailable {
		t.Errorf("get: %v, which must not read as a source that is gone", err)
	}
}

func keysOf(ctx context.Context, b *Bucket, folder string) ([]string, error) {
	var keys []string
	err := b.List(ctx, folder, func(key string) error {
		keys = append(keys, key)
		return nil
	})
	slices.Sort(keys)
	return keys, err
}

func TestList(t *testing.T) {
	t.Parallel()
	for name, b := range stores(t) {
		for _, key := range []string{"a/b/1", "a/b/2", "a/bc/3", "d"} {
			if err := b.Put(t.Context(), key, []byte(key)); err != nil {
				t.Fatal(err)
			}
		}
		for folder, want := range map[string][]string{"": {"a/b/1", "a/b/2", "a/bc/3", "d"}, "a/b": {"a/b/1", "a/b/2"}, "none": nil} {
			if keys, err := keysOf(t.Context(), b, folder); err != nil || !slices.Equal(keys, want) {
				t.Errorf("%s: below %q: %v, %v", name, folder, keys, err)
			}
		}
		stop := errors.New("enough")
		if err := b.List(t.Context(), "", func(string) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%s: ended with %v", name, err)
		}
	}
}

func TestBucketURLs(t *testing.T) {
	t.Parallel()
	for raw, ok := range map[string]bool{
		"s3://b": true, "s3://b?region=eu-west-1": true, "s3://b?endpoint=http://127.0.0.1:9000&use_path_style=true": true,
		"s3://": false, "s3://b/folder": false, "s3://id:secret@b": false, "s3://b?endpoint=ftp://x": false, "s3://b?endpoint=x": false,
	} {
		if _, err := Open(raw); (err == nil) != ok || err != nil && consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
