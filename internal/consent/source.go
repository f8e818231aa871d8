package consent

import "time"

// SourceKind is the kind of material that was submitted.
type SourceKind string

// The kinds of source.
const (
	SourceURL  SourceKind = "url"
	SourceHTML SourceKind = "html"
	SourceText SourceKind = "text"
	SourceJSON SourceKind = "json"
	SourcePDF  SourceKind = "pdf"
)

// Source is stored material: the bytes as they were received, once a workspace by
// SHA-256, compressed in the blob store. For a URL the row is made when it was fetched.
type Source struct {
	ID          ID
	WorkspaceID ID
	SHA256      string // hex, of the bytes as received (after .gz and Content-Encoding)
	Bytes       int64  // their number
	Kind        SourceKind
	ContentType string    // with charset, enough to decode the stored bytes again
	CreatedAt   time.Time // when the bytes were last stored, give or take some minutes
}

// SourcePrefix begins the key of every stored source in the blob store.
const SourcePrefix = "sources/"

// SourceKey is the key of a source's bytes. It keeps workspaces apart in the blob store too.
func SourceKey(workspace ID, sha string) string {
	return SourcePrefix + string(workspace) + "/" + sha[:min(2, len(sha))] + "/" + sha
}

// SourceRef describes the source of one analysis, as published in its document. SHA256
// and Bytes are zero until the bytes are known.
type SourceRef struct {
	Kind   SourceKind `json:"kind"`
	URL    string     `json:"url,omitempty"`
	Name   string     `json:"name,omitempty"`
	Title  string     `json:"title,omitempty"`
	SHA256 string     `json:"sha256,omitempty"`
	Bytes  int64      `json:"bytes"`
}

// Capture is material that was fetched or read and is ready for the engine.
type Capture struct {
	Kind        SourceKind
	URL         string   // final address after redirects; "" for uploads
	Name        string   // base name without .gz; "" when there is none
	Redirects   []string // every address on the way, in order
	ContentType string   // media type with the charset that was found
	Body        []byte   // as received, after .gz and Content-Encoding
	Text        []byte   // Body as UTF-8, NUL bytes removed
	FetchTime   time.Duration
}
