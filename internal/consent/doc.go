// Package consent is the domain: the nouns of a consent audit (analysis, clause,
// finding, source, job, workspace, user, API key, audit event), the errors, ids and
// pages they share, and the ports through which the use cases reach the outside.
// It imports the standard library only and knows no transport and no database.
package consent
