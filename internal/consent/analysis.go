package consent

import "time"

// Status is where an analysis stands.
type Status string

// The states of an analysis. Failed covers every end without a result but cancellation.
const (
	StatusQueued    Status = "queued"
	StatusRunning   Status = "running"
	StatusCompleted Status = "completed"
	StatusFailed    Status = "failed"
	StatusCanceled  Status = "canceled"
)

// Statuses lists the states in the order in which people meet them.
func Statuses() []Status {
	return []Status{StatusQueued, StatusRunning, StatusCompleted, StatusFailed, StatusCanceled}
}

// Jurisdiction selects which rules apply and how severe they are.
type Jurisdiction string

// The jurisdictions.
const (
	JurisdictionEU   Jurisdiction = "eu"
	JurisdictionUK   Jurisdiction = "uk"
	JurisdictionUSCA Jurisdiction = "us-ca"
)

// Jurisdictions lists the jurisdictions, the default first.
func Jurisdictions() []Jurisdiction {
	return []Jurisdiction{JurisdictionEU, JurisdictionUK, JurisdictionUSCA}
}

// Options are what a submitter may choose.
type Options struct {
	MinConfidence float64      `json:"min_confidence"` // 0 to 1; clauses below are left out
	Jurisdiction  Jurisdiction `json:"jurisdiction"`
	Render        bool         `json:"render,omitempty"` // drive a browser
	Policy        bool         `json:"policy,omitempty"` // also read the policy that the page links to
	Fresh         bool         `json:"fresh,omitempty"`  // run the engine even where the same bytes have a result
}

// Language is what the page and its consent text are written in (ISO 639-1). Covered is
// false where the engine does not know the language well enough to rely on absences.
type Language struct {
	Code       string  `json:"code"`
	Consent    string  `json:"consent,omitempty"`
	Confidence float64 `json:"confidence"`
	Covered    bool    `json:"covered"`
}

// Engine names what judged: the program's version and the ruleset.
type Engine struct {
	Version string `json:"version"`
	Ruleset string `json:"ruleset"`
	Digest  string `json:"digest,omitempty"` // of the ruleset's ids, severities, texts and references; SHA-256 in hex
}

// CMP is a consent management platform that was recognised, and by what.
type CMP struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"`
	Evidence   string  `json:"evidence"`
}

// Banner sums up the site-wide notice. Selector and Text are empty when none is present.
type Banner struct {
	Present          bool   `json:"present"`
	Selector         string `json:"selector,omitempty"`
	Text             string `json:"text,omitempty"`
	FirstLayerReject bool   `json:"first_layer_reject"`
	ImpliedConsent   bool   `json:"implied_consent"`
}

// Score is 0 (worst) to 100 with its grade, A to F. Parts say how it came about; a score
// kept by an older version has none.
type Score struct {
	Value int         `json:"value"`
	Grade string      `json:"grade"`
	Parts []ScorePart `json:"parts,omitempty"`
}

// Summary counts what was found, for lists and charts.
type Summary struct {
	Clauses    int            `json:"clauses"`
	Roles      map[string]int `json:"roles"`
	Categories map[string]int `json:"categories"`
	Findings   map[string]int `json:"findings"`
}

// Timing is how long each step took, in milliseconds.
type Timing struct {
	Fetch   int64 `json:"fetch"`
	Parse   int64 `json:"parse"`
	Analyze int64 `json:"analyze"`
}

// Total is the time of all steps, in milliseconds.
func (t Timing) Total() int64 { return t.Fetch + t.Parse + t.Analyze }

// Failure is why an analysis has no result.
type Failure struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// Analysis is one submitted source and what the engine read in it. Clauses and Findings
// are filled only where a single analysis is asked for; lists carry the Summary.
type Analysis struct {
	ID          ID
	WorkspaceID ID
	JobID       ID // the latest job; "" for one that ran while the caller waited
	SourceID    ID // "" until the source's bytes are stored
	CreatedAt   time.Time
	UpdatedAt   time.Time
	FinishedAt  *time.Time
	Status      Status
	Host        string // of the URL, lower case, without port; "" when there is no URL
	Source      SourceRef
	Options     Options
	Language    Language
	Engine      Engine
	CMPs        []CMP
	Banner      Banner
	Clauses     []Clause
	Findings    []Finding
	Score       *Score // nil until completed
	Summary     Summary
	Timing      Timing
	Redirects   []string
	Failure     *Failure // nil unless failed or canceled
	Unobserved  []Unobserved
	Policy      *Policy // nil unless asked for, or the source is a policy itself

	Site       string     // SiteOf the host: what analyses are compared and triage is carried by; "" without a URL
	Tags       []string   // in order
	ArchivedAt *time.Time // nil unless it was put away

	BatchID      ID // the batch that it was handed in with; "" for none
	CachedFrom   ID // the analysis whose result was given again for the same bytes; "" for a run of its own
	RejudgedFrom ID // the first analysis of the stored source that was judged again; "" for a source of its own
}

// Done says whether the analysis has reached an end.
func (a Analysis) Done() bool {
	return a.Status == StatusCompleted || a.Status == StatusFailed || a.Status == StatusCanceled
}

// StatusCount is the number of analyses in one state.
type StatusCount struct {
	Status Status
	Count  int
	More   bool // the count is the least there are: counting stopped
}

// ParseJurisdiction checks a jurisdiction that came from outside; "" is the default one.
func ParseJurisdiction(s string) (Jurisdiction, error) {
	if s == "" {
		return JurisdictionEU, nil
	}
	for _, j := range Jurisdictions() {
		if string(j) == s {
			return j, nil
		}
	}
	return "", InvalidField("options.jurisdiction", "The jurisdiction must be eu, uk or us-ca.")
}
