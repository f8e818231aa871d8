package clauses

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
)

// TestGuess gives statements that are not among the training examples, in ten languages.
func TestGuess(t *testing.T) {
	t.Parallel()
	cases := []struct {
		want consent.Practice
		text string
	}{
		{consent.PracticeFirstParty, "We collect your name, e-mail address and telephone number when you fill in the form."},
		{consent.PracticeFirstParty, "Wir erheben Ihre Daten, wenn Sie das Kontaktformular ausfüllen, und verwenden sie zur Bearbeitung der Anfrage."},
		{consent.PracticeFirstParty, "Raccogliamo i dati che l'utente inserisce nel modulo di registrazione."},
		{consent.PracticeThirdParty, "We share personal information with our service providers and affiliates."},
		{consent.PracticeThirdParty, "Ihre Daten werden an Dritte weitergegeben, zum Beispiel an Dienstleister."},
		{consent.PracticeThirdParty, "Compartimos sus datos con terceros y proveedores de servicios."},
		{consent.PracticeThirdParty, "Wij delen uw gegevens met derden en partners."},
		{consent.PracticeThirdParty, "Udostępniamy dane podmiotom trzecim i naszym partnerom."},
		{consent.PracticeThirdParty, "Vi delar personuppgifter med våra leverantörer och andra tredje parter."},
		{consent.PracticeUserChoice, "You can opt out of marketing messages at any time."},
		{consent.PracticeUserChoice, "Puede oponerse o darse de baja del boletín en cualquier momento."},
		{consent.PracticeUserChoice, "Du kan til enhver tid afmelde nyhedsbrevet."},
		{consent.PracticeAccess, "You may request access to your data, correct it or have it deleted."},
		{consent.PracticeAccess, "L'utente ha diritto di accesso ai dati, di rettifica e di cancellazione."},
		{consent.PracticeAccess, "Tem o direito de retificação e de apagamento dos dados."},
		{consent.PracticeRetention, "We retain your data for two years after your last visit."},
		{consent.PracticeRetention, "Wij bewaren uw gegevens niet langer dan de bewaartermijn van twee jaar."},
		{consent.PracticeRetention, "Oplysningerne opbevares i fem år."},
		{consent.PracticeSecurity, "All data is encrypted with SSL and protected by a firewall against unauthorized access."},
		{consent.PracticeSecurity, "Utilizamos medidas técnicas de seguridad y cifrado SSL."},
		{consent.PracticePolicyChange, "We may update this privacy policy from time to time and post the new version here."},
		{consent.PracticeDoNotTrack, "We do not respond to Do Not Track signals."},
		{consent.PracticeAudiences, "We do not knowingly collect information from children under 13."},
		{consent.PracticeAudiences, "Nuestros servicios no están dirigidos a menores de 14 años sin permiso de sus padres."},
		{consent.PracticeLegalBasis, "The legal basis is our legitimate interest under Art. 6 GDPR."},
		{consent.PracticeLegalBasis, "La base giuridica è il legittimo interesse ai sensi dell'articolo 6 GDPR."},
		{consent.PracticeInternationalTrans, "Data is transferred to countries outside the EU on the basis of standard contractual clauses."},
		{consent.PracticeContact, "If you have questions about this policy, contact us by e-mail or phone."},
		{consent.PracticeContact, "Masz pytania? Skontaktuj się z naszym inspektorem: tel. 22 123 45 67, ulica Nowa 1."},
		{consent.PracticeIntroductory, "Privacy Policy"},
		{consent.PracticeIntroductory, "This privacy policy describes how we treat your information. Your privacy is important to us."},
		{consent.PracticeOther, "We are not responsible for the privacy practices of other websites that we link to."},
		{consent.PracticeCookies, "This website uses cookies; the table lists them all."},
	}
	wrong := 0
	for _, c := range cases {
		if g := Guess(c.text); !slices.ContainsFunc(g.Practices, func(p consent.PracticeGuess) bool { return p.Name == c.want }) {
			wrong++
			t.Logf("%q in %s: got %v, want %s", c.text, g.Language, g.Practices, c.want)
		}
	}
	if wrong > 2 {
		t.Errorf("%d of %d wrong", wrong, len(cases))
	}
}

func TestGuessShape(t *testing.T) {
	t.Parallel()
	if g := Guess("  "); len(g.Practices) != 0 {
		t.Errorf("nothing: got %v", g.Practices)
	}
	g := Guess("We share your data with partners and delete it after ten years. You can opt out.")
	for i, p := range g.Practices {
		if p.Confidence < likely || p.Confidence > 1 || i > 0 && p.Confidence > g.Practices[i-1].Confidence {
			t.Errorf("got %v", g.Practices)
		}
	}
	if g.Language != "en" {
		t.Errorf("language %q", g.Language)
	}
}

func TestReadNamesItsWords(t *testing.T) {
	t.Parallel()
	practices, _ := Read("Your account data is kept for two years and deleted afterwards.", "Retention", "en")
	if len(practices) == 0 || practices[0].Name != consent.PracticeRetention {
		t.Errorf("got %v", practices)
	}
	_, evidence := Read("We retain logs for ten days.", "", "en")
	if !slices.Contains(evidence, "retain") || len(evidence) > mostEvidence {
		t.Errorf("evidence %q", evidence)
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	text := "1. Your data\nWe keep data, e.g. your name. It is deleted after 2 years! Is that long?\n\n  What we share\nNothing at all, ever. 第一句。第二句。"
	var got []string
	for _, s := range Split(text) {
		got = append(got, fmt.Sprintf("%s|%s|%v", s.Heading, s.Text, s.IsHeading))
		if text[s.Start:s.End] != s.Text {
			t.Errorf("%q stands at %q", s.Text, text[s.Start:s.End])
		}
	}
	want := []string{"|1. Your data|true", "1. Your data|We keep data, e.g. your name.|false", "1. Your data|It is deleted after 2 years!|false",
		"1. Your data|Is that long?|false", "|What we share|true", "What we share|Nothing at all, ever.|false",
		"What we share|第一句。|false", "What we share|第二句。|false"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if Split("") != nil || Split(" \n\t\n") != nil {
		t.Error("nothing was split into something")
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"[en]\na x\n[de]\nb y", ""}, {"[en]\na x", "security 1"}, {"[en]\na x", "security one a"}, {"[en]\na x", "nothing 1 a"}, {"[en]\na x", "security 1 b"},
	} {
		if _, err := parseTables(c[0], c[1]); err == nil {
			t.Errorf("%q was taken", c)
		}
	}
	for _, language := range strings.Fields("en de fr es it nl pl pt sv da") {
		if loaded().langs[language] == nil {
			t.Errorf("no stems for %s", language)
		}
	}
	m, err := linear.Decode(weights)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range Practices() {
		if m.Classes()[i] != string(p) {
			t.Errorf("the weights are for %v", m.Classes())
		}
	}
	if len(Practices()) != practices {
		t.Errorf("%d practices", len(Practices()))
	}
}

// policy is about n bytes of policy text.
func policy(n int) string {
	const part = "We collect your name and e-mail address when you register and share them with our partners. You may opt out at any time.\n" +
		"How long we keep it\nRecords are retained for two years. We use encryption to protect your information against unauthorized access.\n"
	return strings.Repeat(part, n/len(part)+1)
}

// BenchmarkPolicy reads a policy of half a megabyte statement by statement.
func BenchmarkPolicy(b *testing.B) {
	text := policy(500_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for _, s := range Split(text) {
			Read(s.Text, s.Heading, "en")
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("A. B.\nC d? e!")
	f.Add("\xff。\n")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, s := range Split(text) {
			if s.Start < last || s.End <= s.Start || text[s.Start:s.End] != s.Text {
				t.Fatalf("statement %+v after %d", s, last)
			}
			last = s.End
		}
	})
}

func FuzzGuess(f *testing.F) {
	f.Add("We collect data.\nWe share it.")
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range Guess(text).Practices {
			if p.Confidence < 0 || p.Confidence > 1 || p.Name == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}
