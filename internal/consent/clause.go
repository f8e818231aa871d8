package consent

// ClauseKind is the kind of thing that a clause is.
type ClauseKind string

// The kinds of clause.
const (
	KindControl   ClauseKind = "control"
	KindCheckbox  ClauseKind = "checkbox"
	KindLink      ClauseKind = "link"
	KindBanner    ClauseKind = "banner"
	KindStatement ClauseKind = "statement"
)

// Surface is where on the page a clause stands.
type Surface string

// The surfaces.
const (
	SurfaceBanner        Surface = "banner"
	SurfaceFormConsent   Surface = "form_consent"
	SurfaceEmbedConsent  Surface = "embed_consent"
	SurfaceBrowserNotice Surface = "browser_notice"
	SurfacePolicy        Surface = "policy"
	SurfacePage          Surface = "page"
)

// Surfaces lists the surfaces, from the notice to the page around it.
func Surfaces() []Surface {
	return []Surface{SurfaceBanner, SurfaceFormConsent, SurfaceEmbedConsent, SurfaceBrowserNotice, SurfacePolicy, SurfacePage}
}

// ClauseRole is what a control does to consent.
type ClauseRole string

// The roles of controls. ClauseOther is text or a control that decides nothing.
const (
	ClauseAcceptAll     ClauseRole = "accept_all"
	ClauseRejectAll     ClauseRole = "reject_all"
	ClauseAcknowledge   ClauseRole = "acknowledge"
	ClauseSettings      ClauseRole = "settings"
	ClauseSave          ClauseRole = "save"
	ClauseClose         ClauseRole = "close"
	ClauseWithdraw      ClauseRole = "withdraw"
	ClauseDoNotSell     ClauseRole = "do_not_sell"
	ClausePay           ClauseRole = "pay"
	ClausePurposeToggle ClauseRole = "purpose_toggle"
	ClauseFormCheckbox  ClauseRole = "form_checkbox"
	ClauseLoadEmbed     ClauseRole = "load_embed"
	ClausePolicyLink    ClauseRole = "policy_link"
	ClauseOther         ClauseRole = "other"
)

// ClauseRoles lists the roles in the order in which they are shown.
func ClauseRoles() []ClauseRole {
	return []ClauseRole{ClauseAcceptAll, ClauseRejectAll, ClauseAcknowledge, ClauseSettings, ClauseSave, ClauseClose,
		ClauseWithdraw, ClauseDoNotSell, ClausePay, ClausePurposeToggle, ClauseFormCheckbox, ClauseLoadEmbed,
		ClausePolicyLink, ClauseOther}
}

// Category is the purpose that a clause is about.
type Category string

// The categories.
const (
	CategoryNecessary       Category = "necessary"
	CategoryFunctional      Category = "functional"
	CategoryAnalytics       Category = "analytics"
	CategoryAdvertising     Category = "advertising"
	CategorySocialMedia     Category = "social_media"
	CategoryPersonalization Category = "personalization"
	CategoryExternalMedia   Category = "external_media"
	CategoryPrivacy         Category = "privacy"
	CategoryOther           Category = "other"
)

// Categories lists the categories in the order in which they are shown.
func Categories() []Category {
	return []Category{CategoryNecessary, CategoryFunctional, CategoryAnalytics, CategoryAdvertising, CategorySocialMedia,
		CategoryPersonalization, CategoryExternalMedia, CategoryPrivacy, CategoryOther}
}

// Practice is what a policy statement is about: the ten categories of OPP-115 (Wilson et
// al., ACL 2016) and those that the GDPR adds.
type Practice string

// The practices.
const (
	PracticeFirstParty         Practice = "first_party_collection"
	PracticeThirdParty         Practice = "third_party_sharing"
	PracticeUserChoice         Practice = "user_choice"
	PracticeAccess             Practice = "access_edit_delete"
	PracticeRetention          Practice = "retention"
	PracticeSecurity           Practice = "security"
	PracticePolicyChange       Practice = "policy_change"
	PracticeDoNotTrack         Practice = "do_not_track"
	PracticeAudiences          Practice = "specific_audiences"
	PracticeLegalBasis         Practice = "legal_basis"
	PracticeInternationalTrans Practice = "international_transfer"
	PracticeCookies            Practice = "cookies"
	PracticeContact            Practice = "contact"
	PracticeIntroductory       Practice = "introductory"
	PracticeOther              Practice = "other"
)

// Clause is one consent control, checkbox, link, banner text or policy statement, in
// document order. Text is the visible text with white space folded. Selector finds
// exactly this element. Checked is nil where it does not apply.
type Clause struct {
	ID          string     `json:"id"` // "c1", "c2", … within its analysis
	Kind        ClauseKind `json:"kind"`
	Surface     Surface    `json:"surface"`
	Role        ClauseRole `json:"role"`
	Category    Category   `json:"category"`
	Practices   []Practice `json:"practices"`
	Confidence  float64    `json:"confidence"`
	Text        string     `json:"text"`
	Element     string     `json:"element"` // tag name; "" in plain text
	Selector    string     `json:"selector"`
	XPath       string     `json:"xpath"`
	Line        int        `json:"line"` // 1-based, in the UTF-8 text
	Interactive bool       `json:"interactive"`
	Checked     *bool      `json:"checked"`
	Disabled    bool       `json:"disabled"`
	Evidence    []string   `json:"evidence"`
}
