package label

import (
	"maps"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// actions are the words of what the audit log records.
func actions() map[string]string {
	return map[string]string{
		"analysis.submit": "Analysis submitted", "analysis.run": "Analysis run", "analysis.rejudge": "Source judged again", "analysis.export": "Analyses exported",
		"analysis.tag": "Tags added", "analysis.untag": "Tags removed", "analysis.archive": "Analyses archived", "analysis.unarchive": "Analyses brought back",
		"analysis.delete": "Analyses deleted", "note.create": "Note written", "note.edit": "Note changed", "note.delete": "Note deleted",
		"view.create": "View saved", "view.update": "View changed", "view.delete": "View deleted", "view.default": "Default view set",
		"finding.triage": "Finding decided", "job.cancel": "Job canceled", "job.retry": "Job queued again", "job.cleanup": "Old jobs removed",
		"user.create": "User created", "user.login": "Signed in", "api_key.create": "API key created", "api_key.revoke": "API key revoked",
		"audit.export": "Audit log exported", "audit.purge": "Old events removed", "audit.anonymize": "Events anonymised",
		"retention.set": "Retention changed", "retention.run": "Retention run", "site.purge": "Site removed", "data.anonymize": "Personal data masked",
		"instance.backup": "Backup written", "instance.restore": "Backup restored", "doctor.fix": "Data repaired",
	}
}

// Action says what happened, for the audit log.
func Action(a string) string { return word(actions(), a) }

// Bulk says what an action does to many analyses.
func Bulk(a string) string {
	return word(map[string]string{"tag": "Add tags", "untag": "Remove tags", "rejudge": "Judge the stored source again", "retry": "Try again what failed",
		"archive": "Archive", "unarchive": "Bring back from the archive", "delete": "Delete for good"}, a)
}

// Actions lists the actions that have words, by them.
func Actions() []string {
	words := actions()
	return slices.SortedFunc(maps.Keys(words), func(a, b string) int { return strings.Compare(words[a], words[b]) })
}

// Kept names a kind of data that has an age.
func Kept(k consent.RetentionKind) string {
	return word(map[consent.RetentionKind]string{consent.KeepAnalyses: "Analyses", consent.KeepFailed: "Failed and canceled analyses", consent.KeepSources: "Stored pages",
		consent.KeepJobs: "Ended jobs", consent.KeepBatches: "Batches and what was refused of them", consent.KeepAddresses: "Network addresses in the audit log", consent.KeepAudit: "Audit log"}, k)
}

// KeptHint says what goes, and what stays.
func KeptHint(k consent.RetentionKind) string {
	return map[consent.RetentionKind]string{consent.KeepAnalyses: "Such as 90d or 12h. With clauses, findings and jobs.", consent.KeepFailed: "", consent.KeepSources: "The analyses stay.",
		consent.KeepJobs: "The analyses stay.", consent.KeepBatches: "The analyses stay.", consent.KeepAddresses: "The events stay.", consent.KeepAudit: "The oldest events go; the chain holds."}[k]
}
