package consent

// Policy is the privacy or cookie policy of a page, read on request: the text that the page
// links to, or the submitted text itself where that is a policy.
type Policy struct {
	URL        string `json:"url,omitempty"` // final address; "" where the submitted text is the policy
	Language   string `json:"language"`      // ISO 639-1; "" when unknown
	Covered    bool   `json:"covered"`       // false: nothing is concluded from what the text does not say
	Statements int    `json:"statements"`    // sentences that were classified
	// Practices lists what a policy is expected to tell, also what this one does not.
	Practices []PolicyPractice `json:"practices"`
	Cookies   []DeclaredCookie `json:"cookies,omitempty"` // from its tables and lists
	Note      string           `json:"note,omitempty"`    // what limits the reading, in one sentence
	Error     *Failure         `json:"error,omitempty"`   // why there is nothing to read

	// Of the stored bytes: enough to read the same text again.
	Kind        SourceKind `json:"kind,omitempty"`
	ContentType string     `json:"content_type,omitempty"`
	SHA256      string     `json:"sha256,omitempty"`
	Bytes       int64      `json:"bytes,omitempty"`
}

// Read says whether the policy's text could be read.
func (p *Policy) Read() bool { return p != nil && p.Error == nil && p.Statements > 0 }

// PolicyPractice is what a policy says about one practice. Excerpt is the sentence that
// says it most clearly, "" when none does.
type PolicyPractice struct {
	Name       Practice `json:"name"`
	Statements int      `json:"statements"`
	Excerpt    string   `json:"excerpt,omitempty"`
}

// Covered says whether the policy says anything about the practice.
func (p PolicyPractice) Covered() bool { return p.Statements > 0 }

// PolicyPractices lists the practices that a summary tells of: all but those that say
// nothing of what happens to data.
func PolicyPractices() []Practice {
	return []Practice{PracticeFirstParty, PracticeThirdParty, PracticeLegalBasis, PracticeRetention, PracticeCookies, PracticeUserChoice,
		PracticeAccess, PracticeInternationalTrans, PracticeSecurity, PracticeAudiences, PracticePolicyChange, PracticeDoNotTrack, PracticeContact}
}

// maxExcerpt bounds an excerpt, in bytes.
const maxExcerpt = 400

// SummarizePolicy counts the statements of a policy by practice and picks the best of each:
// the surest, and of equally sure ones the first.
func SummarizePolicy(statements []Clause) []PolicyPractice {
	out := make([]PolicyPractice, 0, len(PolicyPractices()))
	for _, name := range PolicyPractices() {
		p, best := PolicyPractice{Name: name}, -1.0
		for _, c := range statements {
			weight := c.sayingOf(name)
			if weight < 0 {
				continue
			}
			if p.Statements++; weight > best {
				p.Excerpt, best = cutText(c.Text, maxExcerpt), weight
			}
		}
		out = append(out, p)
	}
	return out
}

// sayingOf is how clearly a statement tells of a practice, -1 when it does not. One whose
// first practice it is tells it best; fragments without a sentence tell little.
func (c Clause) sayingOf(name Practice) float64 {
	for i, p := range c.Practices {
		if p != name {
			continue
		}
		weight := c.Confidence / float64(i+1)
		if len(c.Text) < 40 {
			weight /= 4
		}
		return weight
	}
	return -1
}

// cutText cuts at a character and marks the cut.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := 0
	for i := range s {
		if i > most {
			break
		}
		end = i
	}
	return s[:end] + "…"
}

// DeclaredCookie is a cookie as a table or list of the page or of its policy declares it.
// Texts are as declared, cut to a bound; "" where nothing is said.
type DeclaredCookie struct {
	Name     string   `json:"name"`
	Category Category `json:"category"`           // what Declared means; "other" when it means nothing
	Declared string   `json:"declared,omitempty"` // the words that put it into its category
	Provider string   `json:"provider,omitempty"`
	Purpose  string   `json:"purpose,omitempty"`
	Duration string   `json:"duration,omitempty"`
	Line     int      `json:"line,omitempty"` // 1-based, in the UTF-8 text
}
