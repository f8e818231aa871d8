package learn

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
	"microconsent/internal/detect/roles"
)

// text is a labelled text. Allowed are the roles that its label may stand for, since the
// sources know fewer classes than we do.
type text struct {
	words   string
	source  string
	label   string
	allowed []consent.ClauseRole
	known   bool // may the lexicon be asked about it
}

// group keeps near-copies of a text on the same side when models are judged.
func (t text) group() string { return roles.Squash(lexicon.Fold(t.words)) }

// dev reads button_roles_dev.csv: accept reject settings acknowledge other. Saving counts
// as accept there, withdrawing as other, closing as acknowledge.
func dev(data string) ([]text, error) {
	return table(filepath.Join(data, "button_roles_dev.csv"), "dev", map[string][]consent.ClauseRole{
		"accept":      {consent.ClauseAcceptAll, consent.ClauseSave},
		"reject":      {consent.ClauseRejectAll, consent.ClauseDoNotSell, consent.ClauseWithdraw},
		"settings":    {consent.ClauseSettings},
		"acknowledge": {consent.ClauseAcknowledge, consent.ClauseClose},
		"other": {consent.ClauseOther, consent.ClausePolicyLink, consent.ClauseWithdraw, consent.ClausePay,
			consent.ClauseLoadEmbed},
	})
}

// words reads button_words.csv: accept reject settings save pay other, texts without
// spaces and diacritics. Dismissing counts as accept or other there, reading more as
// settings or other.
func words(data string) ([]text, error) {
	return table(filepath.Join(data, "button_words.csv"), "words", map[string][]consent.ClauseRole{
		"accept":   {consent.ClauseAcceptAll, consent.ClauseAcknowledge, consent.ClauseClose},
		"reject":   {consent.ClauseRejectAll, consent.ClauseDoNotSell, consent.ClauseWithdraw},
		"settings": {consent.ClauseSettings, consent.ClausePolicyLink},
		"save":     {consent.ClauseSave},
		"pay":      {consent.ClausePay},
		"other": {consent.ClauseOther, consent.ClausePolicyLink, consent.ClauseClose, consent.ClauseWithdraw,
			consent.ClauseLoadEmbed},
	})
}

func table(path, source string, meaning map[string][]consent.ClauseRole) ([]text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []text
	for _, row := range rows[1:] {
		allowed, ok := meaning[row[1]]
		if !ok {
			return nil, fmt.Errorf("%s: label %q", path, row[1])
		}
		out = append(out, text{words: row[0], source: source, label: row[1], allowed: allowed, known: true})
	}
	return out, nil
}

// phrases reads the lexicon, each phrase twice: once with and once without the lexicon's
// own knowledge, so that the model learns spelling too. What names a category or a topic
// is no control's text.
func phrases() []text {
	var out []text
	for _, section := range lexicon.Roles() {
		out = append(out, section12(section, consent.ClauseRole(section))...)
	}
	for _, section := range append(lexicon.Categories(), lexicon.AgeGate, lexicon.Newsletter, lexicon.BrowserNotice) {
		out = append(out, section12(section, consent.ClauseOther)...)
	}
	return out
}

func section12(section string, role consent.ClauseRole) []text {
	var out []text
	for _, e := range lexicon.All(section) {
		for _, known := range []bool{true, false} {
			out = append(out, text{words: e.Text, source: "lexicon", label: section, allowed: []consent.ClauseRole{role}, known: known})
		}
	}
	return out
}

func classIndex(role consent.ClauseRole) int { return slices.Index(roles.Classes(), role) }
