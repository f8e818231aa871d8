package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

const (
	onceHeader   = "Idempotency-Key"
	replayHeader = "Idempotent-Replayed"
	// onceBody is the largest answer that is kept; a larger one is not given again.
	onceBody = 8 << 20
	// onceTime bounds the keeping of an answer, also after the caller went away.
	onceTime = 5 * time.Second
	// withheld marks an answer whose body may be kept nowhere.
	withheld = "X-Withheld"
)

// tellsSecret says whether answers at an address tell a secret once.
func tellsSecret(path string) bool {
	return strings.HasPrefix(path, Base+"/api-keys") || strings.HasPrefix(path, Base+"/webhooks")
}

// keptHeaders are sent again with an answer.
func keptHeaders() []string {
	return []string{"Content-Type", "Location", "ETag", "Retry-After", "Link", "Content-Disposition"}
}

// once answers a POST that carries an Idempotency-Key and was answered before as it was then.
// Only what succeeded is kept: a request that was refused may be sent again with its key.
func (a *API) once(c *gin.Context) {
	key := c.GetHeader(onceHeader)
	if c.Request.Method != http.MethodPost || key == "" && len(c.Request.Header.Values(onceHeader)) == 0 {
		return
	}
	fingerprint, err := fingerprintOf(c.Request)
	if err != nil {
		httpx.Fail(c, err)
		return
	}
	once, before, err := a.app.BeginOnce(c.Request.Context(), httpx.Actor(c), key, fingerprint)
	switch {
	case err != nil:
		if consent.CodeOf(err) == consent.Conflict {
			c.Header("Retry-After", "1")
		}
		httpx.Fail(c, err)
	case before != nil:
		replay(c, *before)
	default:
		a.runOnce(c, once)
	}
}

func replay(c *gin.Context, answer consent.StoredAnswer) {
	if answer.Header[withheld] != "" {
		httpx.Fail(c, consent.Errorf(consent.Conflict, "The request with this Idempotency-Key succeeded. Its answer is not given twice."))
		return
	}
	for name, value := range answer.Header {
		c.Header(name, value)
	}
	c.Header(replayHeader, "true")
	c.Status(answer.Status)
	_, _ = c.Writer.Write(answer.Body) // a caller that went away
	c.Abort()
}

// runOnce keeps the answer while it is sent. Also after a panic the key is free again.
func (a *API) runOnce(c *gin.Context, once consent.Once) {
	tee := &teeWriter{ResponseWriter: c.Writer}
	c.Writer = tee
	answer := consent.StoredAnswer{}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), onceTime)
		defer cancel()
		if err := a.app.FinishOnce(ctx, once, answer); err != nil {
			httpx.Note(ctx, err)
		}
	}()
	c.Next()
	if status := tee.Status(); status < http.StatusBadRequest {
		answer = tee.answer(tellsSecret(c.Request.URL.Path))
	}
}

// teeWriter keeps what is written.
type teeWriter struct {
	gin.ResponseWriter
	body bytes.Buffer
	full bool
}

func (t *teeWriter) Write(p []byte) (int, error) {
	if t.full = t.full || t.body.Len()+len(p) > onceBody; !t.full {
		t.body.Write(p)
	}
	return t.ResponseWriter.Write(p)
}

func (t *teeWriter) WriteString(s string) (int, error) { return t.Write([]byte(s)) }

// Unwrap lets code reach net/http's own writer.
func (t *teeWriter) Unwrap() http.ResponseWriter {
	if inner, ok := t.ResponseWriter.(interface{ Unwrap() http.ResponseWriter }); ok {
		return inner.Unwrap()
	}
	return t.ResponseWriter
}

func (t *teeWriter) answer(secret bool) consent.StoredAnswer {
	out := consent.StoredAnswer{Status: t.Status(), Header: map[string]string{}, Body: t.body.Bytes()}
	for _, name := range keptHeaders() {
		if value := t.Header().Get(name); value != "" {
			out.Header[name] = value
		}
	}
	if secret || t.full {
		out.Body, out.Header[withheld] = nil, "1"
	}
	return out
}

// fingerprintOf reads the body, puts it back, and sums up what makes the request this one.
// Of a form with files the parts count and not the boundary, which clients choose anew.
func fingerprintOf(r *http.Request) (string, error) {
	body := []byte{}
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return "", unreadable(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s\n%s\n", r.Method, r.URL.Path, r.URL.RawQuery, media)
	if media != "multipart/form-data" || !sumParts(sum, body, params["boundary"]) {
		sum.Write(body)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// sumParts says whether the body was such a form.
func sumParts(sum hash.Hash, body []byte, boundary string) bool {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return false
		}
		content := sha256.New()
		n, err := io.Copy(content, part)
		if err != nil {
			return false
		}
		fmt.Fprintf(sum, "%q %q %q %d %x\n", part.FormName(), part.FileName(), part.Header.Get("Content-Type"), n, content.Sum(nil))
	}
}

// describeOnce names the header at every POST of the description.
func (a *API) describeOnce() {
	for path, item := range a.OpenAPI().Paths {
		if item.Post == nil || !strings.HasPrefix(path, "/") {
			continue
		}
		item.Post.Parameters = append(item.Post.Parameters, &huma.Param{Name: onceHeader, In: "header", Schema: &huma.Schema{Type: "string", MaxLength: ptr(255)},
			Description: "Sent again with the same key within 24 hours, a request that succeeded does nothing and is answered as it was, with " + replayHeader +
				": true. 409 while the first one runs, 422 for another request."})
	}
}
