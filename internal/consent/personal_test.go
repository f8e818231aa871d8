package consent

import (
	"strings"
	"testing"
)

// TestMaskPersonal: left of the arrow what stands in a text, right of it what becomes of it.
func TestMaskPersonal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "plain words, 12 of them": "plain words, 12 of them",
		// e-mail
		"Write to dpo@example.com.":                    "Write to [e-mail].",
		"jörg.müller+x@sub.exämple.co.uk,":             "[e-mail],",
		"mailto:A.B-C_d@EXAMPLE.ORG?subject=x":         "mailto:[e-mail]?subject=x",
		"<dpo@example.com>":                            "<[e-mail]>",
		"info (at) example.de":                         "[e-mail]",
		"info[at]example[dot]com":                      "[e-mail]",
		"info {at} example (punkt) de":                 "[e-mail]",
		"q=me%40example.com&x=1":                       "q=[e-mail]&x=1",
		"a@b.co, c@d.co":                               "[e-mail], [e-mail]",
		"@twitter and a@b and x @ y":                   "@twitter and a@b and x @ y",
		"font@2x.png is caught, being one by its form": "[e-mail] is caught, being one by its form",
		"meet at example.com":                          "meet at example.com",
		// phone
		"+49 30 901820":                        "[phone]",
		"+49 (0)30 / 90 18-20.":                "[phone].",
		"Tel.: 030/901820":                     "Tel.: [phone]",
		"0049 30 901820":                       "[phone]",
		"(030) 9018 2000":                      "[phone]",
		"030 90182000":                         "[phone]",
		"(555) 123-4567":                       "[phone]",
		"555-123-4567":                         "[phone]",
		"555.123.4567":                         "[phone]",
		"+1-555-123-4567":                      "[phone]",
		"+44 20 7946 0958":                     "[phone]",
		"01 23 45 67 89":                       "[phone]",
		"+33 1 23 45 67 89":                    "[phone]",
		"+4930901820":                          "[phone]",
		"Phone: 5551234567":                    "Phone: [phone]",
		"Fax 9018200":                          "Fax [phone]",
		"tel:+4930901820\">call":               "tel:[phone]\">call",
		"+49\u00a030\u00a0901820":              "[phone]",
		"call 112":                             "call 112",
		"2026-11-24":                           "2026-11-24",
		"24.11.2026 and 01/02/2026":            "24.11.2026 and 01/02/2026",
		"2018-2026":                            "2018-2026",
		"192.168.100.200":                      "192.168.100.200",
		"1,234,567 people":                     "1,234,567 people",
		"1 234 567":                            "1 234 567",
		"version 1.2.3.4567":                   "version 1.2.3.4567",
		"id 12345678901234567890":              "id 12345678901234567890",
		"order 12345678":                       "order 12345678",
		"UA-12345678-1":                        "UA-12345678-1",
		"0197a000-0000-7000-8000-000000000001": "0197a000-0000-7000-8000-000000000001",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855":       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"Regulation (EU) 2016/679, Article 6(1)(f), OJ L 119, 4.5.2016, p. 1–88": "Regulation (EU) 2016/679, Article 6(1)(f), OJ L 119, 4.5.2016, p. 1–88",
		// IBAN: examples of the registry
		"DE89370400440532013000":                       "[iban]",
		"IBAN: DE89 3704 0044 0532 0130 00 BIC COBADE": "IBAN: [iban] BIC COBADE",
		"de89 3704 0044 0532 0130 00":                  "[iban]",
		"GB29 NWBK 6016 1331 9268 19":                  "[iban]",
		"FR14 2004 1010 0505 0001 3M02 606":            "[iban]",
		"NL91ABNA0417164300.":                          "[iban].",
		"MT84 MALT 0110 0001 2345 MTLC AST0 01S":       "[iban]",
		"NO93 8601 1117 947":                           "[iban]",
		"CH93-0076-2011-6238-5295-7":                   "[iban]",
		"DE88370400440532013000":                       "DE88370400440532013000", // wrong checksum
		"XX89370400440532013000":                       "XX89370400440532013000",
		"DE8937040044053201300":                        "DE8937040044053201300",
		"xDE89370400440532013000":                      "xDE89370400440532013000",
		// together
		"Ada <ada@example.com>, +49 30 901820, DE89 3704 0044 0532 0130 00": "Ada <[e-mail]>, [phone], [iban]",
	} {
		got, counts := MaskPersonal(in)
		if got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
		if total := counts[PersonalEmail] + counts[PersonalPhone] + counts[PersonalIBAN]; total != strings.Count(want, "[e-mail]")+strings.Count(want, "[phone]")+strings.Count(want, "[iban]") {
			t.Errorf("%q: counts %v", in, counts)
		}
		if again, more := MaskPersonal(got); again != got || more != nil {
			t.Errorf("masking %q again gives %q", got, again)
		}
	}
}

func FuzzMaskPersonal(f *testing.F) {
	for _, seed := range []string{"a@b.co +49 30 901820 DE89370400440532013000", "\xff@\xff.\xff", "GB29", "de00", "+(0)0", "a(at)b.c(dot)de", "☎ 1234567"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, p := range FindPersonal(text) {
			if p.Start < end || p.End <= p.Start || p.End > len(text) {
				t.Fatalf("%+v in %q", p, text)
			}
			end = p.End
		}
		masked, _ := MaskPersonal(text)
		if again, counts := MaskPersonal(masked); again != masked {
			t.Fatalf("%q → %q → %q, %v", text, masked, again, counts)
		}
	})
}
