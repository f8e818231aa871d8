package label

import (
	"maps"
	"slices"
	"strings"
)

// actions are the words of what the audit log records.
func actions() map[string]string {
	return map[string]string{
		"analysis.submit": "Analysis submitted", "analysis.run": "Analysis run", "analysis.rejudge": "Source judged again", "analysis.export": "Analyses exported",
		"finding.triage": "Finding decided", "job.cancel": "Job canceled", "job.retry": "Job queued again", "job.cleanup": "Old jobs removed",
		"user.create": "User created", "user.login": "Signed in", "api_key.create": "API key created", "api_key.revoke": "API key revoked",
		"audit.export": "Audit log exported", "audit.purge": "Old events removed", "audit.anonymize": "Events anonymised",
		"retention.set": "Retention changed", "retention.run": "Retention run", "site.purge": "Site removed", "data.anonymize": "Personal data masked",
		"instance.backup": "Backup written", "instance.restore": "Backup restored", "doctor.fix": "Data repaired",
	}
}

// Action says what happened, for the audit log.
func Action(a string) string { return word(actions(), a) }

// Actions lists the actions that have words, by them.
func Actions() []string {
	words := actions()
	return slices.SortedFunc(maps.Keys(words), func(a, b string) int { return strings.Compare(words[a], words[b]) })
}
