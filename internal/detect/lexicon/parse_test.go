package lexicon

import (
	"slices"
	"strings"
	"testing"
)

func TestParseReadsKeysAndSections(t *testing.T) {
	t.Parallel()
	f, err := parse("# c\nname = Test\nscript = Latin\nletters = ä\n\n[save]\nSave\n# c\n  Keep it  \n[close]\nClose\n")
	if err != nil {
		t.Fatal(err)
	}
	if f.name != "Test" || f.script != "Latin" || f.letters != "ä" {
		t.Errorf("keys: %+v", f)
	}
	if !slices.Equal(f.sections[Save], []string{"Save", "Keep it"}) || !slices.Equal(f.sections[Close], []string{"Close"}) {
		t.Errorf("sections: %v", f.sections)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"invalid UTF-8":          {"[save]\nS\xffve", "not UTF-8"},
		"unknown section":        {"[nonsense]\nx", `unknown section "nonsense"`},
		"section twice":          {"[save]\nx\n[close]\ny\n[save]\nz", `section "save" twice`},
		"empty section":          {"[save]\n[close]\nx", `section "save" is empty`},
		"empty last section":     {"[save]", `section "save" is empty`},
		"unknown key":            {"nome = Test", "unknown key"},
		"phrase without section": {"Save", "before the first section"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := parse(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("name = Test\n[save]\nSave\n")
	f.Add("[save]\n[save]\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(text)
		if err != nil {
			return
		}
		for section, phrases := range got.sections {
			if !slices.Contains(Sections(), section) || len(phrases) == 0 {
				t.Errorf("section %q with %d phrases", section, len(phrases))
			}
		}
	})
}
