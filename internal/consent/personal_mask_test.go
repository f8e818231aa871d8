package consent

import "testing"

// TestMaskAnalysisMasksPolicies: whatever prose a policy holds, cookies' names aside.
func TestMaskAnalysisMasksPolicies(t *testing.T) {
	t.Parallel()
	const mail, masked = "ada@example.com", "[e-mail]"
	a := Analysis{Policy: &Policy{URL: "https://example.com/?by=" + mail, Note: mail, Error: &Failure{Message: mail},
		Practices: []PolicyPractice{{}, {Excerpt: mail}},
		Cookies:   []DeclaredCookie{{Name: "+49 30 901820", Declared: mail, Provider: mail, Purpose: mail}}}}
	found := MaskAnalysis(&a)
	p := a.Policy
	c := p.Cookies[0]
	for name, got := range map[string]string{"note": p.Note, "error": p.Error.Message, "excerpt": p.Practices[1].Excerpt,
		"declared": c.Declared, "provider": c.Provider, "purpose": c.Purpose} {
		if got != masked {
			t.Errorf("%s: %q", name, got)
		}
	}
	if found[PersonalEmail] != 7 || found.Total() != 7 || p.URL != "https://example.com/?by="+masked || c.Name != "+49 30 901820" {
		t.Errorf("found %v, address %q, name %q", found, p.URL, c.Name)
	}
}
