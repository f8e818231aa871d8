package detect

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/clauses"
	"microconsent/internal/detect/cookies"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/purposes"
	"microconsent/internal/detect/roles"
)

// Classify reads one text without context.
func Classify(task consent.Task, text string) (consent.Classification, error) {
	switch task {
	case consent.TaskRole:
		g := roles.Text(text)
		code, _ := lang.Detect(text, "")
		return consent.RoleGuess{Text: text, Role: g.Role, Confidence: rounded(g.Confidence), Language: code}, nil
	case consent.TaskClause:
		return clauses.Guess(text), nil
	case consent.TaskPurpose:
		return purposes.Guess(text), nil
	case consent.TaskCookie:
		return cookies.Guess(text), nil
	}
	return nil, consent.InvalidField("task", "The task must be one of role, clause, purpose, cookie; not %q.", string(task))
}
