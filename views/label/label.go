// Package label holds the words that people read for the values of the domain. A value
// that is not listed is shown as it is, with spaces for underscores.
package label

import (
	"strings"

	"microconsent/internal/consent"
)

func word[T ~string](table map[T]string, value T) string {
	if text, ok := table[value]; ok {
		return text
	}
	return strings.ReplaceAll(string(value), "_", " ")
}

// Role says what a control does to consent.
func Role(r consent.ClauseRole) string {
	return word(map[consent.ClauseRole]string{
		consent.ClauseAcceptAll: "Accept all", consent.ClauseRejectAll: "Reject all", consent.ClauseAcknowledge: "Acknowledge",
		consent.ClauseSettings: "Open settings", consent.ClauseSave: "Save choices", consent.ClauseClose: "Close",
		consent.ClauseWithdraw: "Withdraw consent", consent.ClauseDoNotSell: "Do not sell or share", consent.ClausePay: "Pay instead",
		consent.ClausePurposeToggle: "Purpose switch", consent.ClauseFormCheckbox: "Checkbox in a form", consent.ClauseLoadEmbed: "Load embedded content",
		consent.ClausePolicyLink: "Link to a policy", consent.ClauseOther: "No decision",
	}, r)
}

// Category names the purpose that a clause is about.
func Category(c consent.Category) string {
	return word(map[consent.Category]string{
		consent.CategoryNecessary: "Strictly necessary", consent.CategoryFunctional: "Functional", consent.CategoryAnalytics: "Analytics",
		consent.CategoryAdvertising: "Advertising", consent.CategorySocialMedia: "Social media",
		consent.CategoryPersonalization: "Personalization", consent.CategoryExternalMedia: "External media",
		consent.CategoryPrivacy: "Privacy in general", consent.CategoryOther: "Other",
	}, c)
}

// Practice names what a policy statement is about.
func Practice(p consent.Practice) string {
	return word(map[consent.Practice]string{
		consent.PracticeFirstParty: "What is collected", consent.PracticeThirdParty: "Sharing with others", consent.PracticeUserChoice: "Choices",
		consent.PracticeAccess: "Access, correction, deletion", consent.PracticeRetention: "How long it is kept",
		consent.PracticeSecurity: "Security", consent.PracticePolicyChange: "Changes of the policy", consent.PracticeDoNotTrack: "Do Not Track",
		consent.PracticeAudiences: "Children and other groups", consent.PracticeLegalBasis: "Legal basis",
		consent.PracticeInternationalTrans: "Transfer abroad", consent.PracticeCookies: "Cookies", consent.PracticeContact: "Contact",
		consent.PracticeIntroductory: "Introduction", consent.PracticeOther: "Other",
	}, p)
}

// Kind names what a clause is.
func Kind(k consent.ClauseKind) string {
	return word(map[consent.ClauseKind]string{
		consent.KindControl: "Button", consent.KindCheckbox: "Checkbox", consent.KindLink: "Link", consent.KindBanner: "Banner text",
		consent.KindStatement: "Statement",
	}, k)
}

// Surface says where on the page a clause stands.
func Surface(s consent.Surface) string {
	return word(map[consent.Surface]string{
		consent.SurfaceBanner: "Consent banner", consent.SurfaceFormConsent: "Form", consent.SurfaceEmbedConsent: "Embedded content",
		consent.SurfaceBrowserNotice: "Browser notice", consent.SurfacePolicy: "Policy", consent.SurfacePage: "Page",
	}, s)
}

// Severity says how much a finding matters.
func Severity(s consent.Severity) string {
	return word(map[consent.Severity]string{consent.SeverityHigh: "High", consent.SeverityMedium: "Medium",
		consent.SeverityLow: "Low", consent.SeverityInfo: "Info"}, s)
}

// Status says where an analysis stands.
func Status(s consent.Status) string {
	return word(map[consent.Status]string{consent.StatusQueued: "Waiting", consent.StatusRunning: "Running",
		consent.StatusCompleted: "Done", consent.StatusFailed: "Failed", consent.StatusCanceled: "Canceled"}, s)
}

// JobState says where a job stands.
func JobState(s consent.JobState) string {
	return word(map[consent.JobState]string{consent.JobQueued: "Waiting", consent.JobRunning: "Running", consent.JobSucceeded: "Done",
		consent.JobFailed: "Failed", consent.JobDead: "Given up", consent.JobCanceled: "Canceled"}, s)
}

// Priority names a queue.
func Priority(p consent.Priority) string {
	return word(map[consent.Priority]string{consent.PriorityHigh: "High", consent.PriorityDefault: "Normal", consent.PriorityLow: "Low"}, p)
}

// Jurisdiction names the rules that apply.
func Jurisdiction(j consent.Jurisdiction) string {
	return word(map[consent.Jurisdiction]string{consent.JurisdictionEU: "European Union", consent.JurisdictionUK: "United Kingdom",
		consent.JurisdictionUSCA: "California"}, j)
}

// Source names the kind of material.
func Source(k consent.SourceKind) string {
	return word(map[consent.SourceKind]string{consent.SourceURL: "Web page", consent.SourceHTML: "HTML", consent.SourceText: "Text",
		consent.SourceJSON: "JSON", consent.SourcePDF: "PDF"}, k)
}

// UserRole says what a user or key may do.
func UserRole(r consent.Role) string {
	return word(map[consent.Role]string{consent.RoleViewer: "Viewer: reads", consent.RoleAnalyst: "Analyst: reads and submits",
		consent.RoleAdmin: "Admin: also manages users and keys"}, r)
}

// Triage says what people decided about a finding.
func Triage(t consent.Triage) string {
	return word(map[consent.Triage]string{consent.TriageOpen: "Open", consent.TriageAccepted: "Accepted",
		consent.TriageDismissed: "Dismissed", consent.TriageFalsePositive: "False positive"}, t)
}

// Part names a part of the score.
func Part(p consent.Part) string {
	return word(map[consent.Part]string{consent.PartValidity: "Is consent valid", consent.PartRefusal: "Is refusing easy",
		consent.PartTransparency: "Is enough said", consent.PartBehaviour: "Is the choice respected"}, p)
}

// Need says what a rule must see, after the word "needs".
func Need(n consent.Need) string {
	return word(map[consent.Need]string{consent.NeedStatic: "the markup as served", consent.NeedStyle: "how it looks",
		consent.NeedPolicy: "the text of the policy", consent.NeedLive: "a visit with a browser"}, n)
}

// FindingChange says what became of a finding between two analyses.
func FindingChange(k consent.ChangeKind) string {
	return word(map[consent.ChangeKind]string{consent.ChangeAdded: "New", consent.ChangeRemoved: "Fixed",
		consent.ChangeChanged: "Changed", consent.ChangeUnchanged: "As before"}, k)
}

// ControlChange says what became of a control between two analyses.
func ControlChange(k consent.ChangeKind) string {
	return word(map[consent.ChangeKind]string{consent.ChangeAdded: "Added", consent.ChangeRemoved: "Removed",
		consent.ChangeChanged: "Changed", consent.ChangeUnchanged: "As before"}, k)
}

// CompareWarning names what differs in how two analyses were made.
func CompareWarning(c consent.CompareCode) string {
	return word(map[consent.CompareCode]string{consent.CompareIncomplete: "Not both have a result", consent.CompareRuleset: "Rules",
		consent.CompareEngine: "Version of the engine", consent.CompareJurisdiction: "Whose rules", consent.CompareLanguage: "Language of the page",
		consent.CompareSource: "Kind of material", consent.CompareURL: "Address", consent.CompareRender: "Drawn by a browser",
		consent.CompareConfidence: "Least confidence of clauses", consent.CompareObserved: "Parts of the grade that were observed"}, c)
}

// Language is the English name of a language code (ISO 639-1); the code itself where it
// is none that the engine can tell.
func Language(code string) string {
	return word(languages(), code)
}

func languages() map[string]string {
	return map[string]string{"af": "Afrikaans", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh",
		"da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
		"fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
		"hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
		"lb": "Luxembourgish", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mr": "Marathi", "ms": "Malay", "mt": "Maltese",
		"nb": "Norwegian Bokmål", "nl": "Dutch", "nn": "Norwegian Nynorsk", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
		"ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
		"uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese"}
}

// FilterKey names what a key of the filter selects by.
func FilterKey(key string) string {
	return word(map[string]string{"q": "Search", "host": "Host", "site": "Site", "status": "Status", "severity": "Severity of a finding", "rule": "Finding",
		"triage": "Decision on a finding", "cmp": "Platform", "grade": "Grade", "category": "Purpose", "role": "Control", "tag": "Tag",
		"source": "Kind of material", "language": "Language", "archived": "Archive", "since": "From", "until": "Before", "min_confidence": "Confidence from"}, key)
}

// Archived says which analyses a list holds.
func Archived(a consent.Archived) string {
	return map[consent.Archived]string{consent.ArchivedHidden: "Left out", consent.ArchivedOnly: "Only archived", consent.ArchivedWith: "Included"}[a]
}

// ActorKind says what kind of caller acted.
func ActorKind(k consent.ActorKind) string {
	return word(map[consent.ActorKind]string{consent.ActorUser: "person", consent.ActorKey: "API key", consent.ActorSystem: "the program"}, k)
}
