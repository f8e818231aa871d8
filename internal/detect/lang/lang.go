package lang

// Detect names the language of a text (ISO 639-1, "" when unknown) and how sure that is,
// 0 to 1. hint is the document's own claim (an html lang attribute such as "de-AT"), "" when
// there is none.
func Detect(text string, hint string) (code string, confidence float64) { return "", 0 }

// Covered says whether the engine knows the language well enough to rely on absences.
func Covered(code string) bool { return code != "" }
