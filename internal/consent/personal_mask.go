package consent

// PersonalCounts is how often each kind of personal data was found.
type PersonalCounts map[PersonalKind]int

// Total is the sum over all kinds.
func (c PersonalCounts) Total() (n int) {
	for _, count := range c {
		n += count
	}
	return n
}

// Add counts more.
func (c PersonalCounts) Add(more map[PersonalKind]int) {
	for kind, n := range more {
		c[kind] += n
	}
}

// MaskAnalysis masks the personal data in every text of an analysis that came from outside:
// addresses, title, clauses, findings, what the policy says. It says what it found.
func MaskAnalysis(a *Analysis) PersonalCounts {
	m := masker{PersonalCounts{}}
	m.texts(&a.Source.URL, &a.Source.Name, &a.Source.Title, &a.Banner.Text, &a.Banner.Selector)
	m.list(a.Redirects)
	for i := range a.CMPs {
		m.texts(&a.CMPs[i].Evidence)
	}
	for i := range a.Clauses {
		c := &a.Clauses[i]
		m.texts(&c.Text, &c.Selector)
		m.list(c.Evidence)
	}
	for i := range a.Findings {
		m.finding(&a.Findings[i])
	}
	if a.Failure != nil {
		m.texts(&a.Failure.Message)
	}
	if a.Policy != nil {
		m.policy(a.Policy)
	}
	return m.found
}

type masker struct{ found PersonalCounts }

func (m masker) texts(texts ...*string) {
	for _, text := range texts {
		masked, found := MaskPersonal(*text)
		*text = masked
		m.found.Add(found)
	}
}

func (m masker) list(texts []string) {
	for i := range texts {
		m.texts(&texts[i])
	}
}

// policy leaves the names of cookies: they are no prose, and some look like phone numbers.
func (m masker) policy(p *Policy) {
	m.texts(&p.URL, &p.Note)
	if p.Error != nil {
		m.texts(&p.Error.Message)
	}
	for i := range p.Practices {
		m.texts(&p.Practices[i].Excerpt)
	}
	for i := range p.Cookies {
		c := &p.Cookies[i]
		m.texts(&c.Declared, &c.Provider, &c.Purpose)
	}
}

func (m masker) finding(f *Finding) {
	m.texts(&f.Title, &f.Explanation)
	m.list(f.Evidence)
	if f.Decision != nil {
		m.texts(&f.Decision.Reason)
	}
}
