package detect

import (
	"strings"

	"microconsent/internal/detect/lexicon"
)

// maxNegated is the longest name of a category that is read for a negation, in bytes.
const maxNegated = 80

// negated says whether a name says that its category is not necessary: "non-necessary",
// "nicht notwendige Cookies". In longer texts such words explain something else.
func negated(text string) bool {
	if len(text) > maxNegated {
		return false
	}
	text = strings.NewReplacer("-", " ", "_", " ").Replace(lexicon.Fold(text))
	for _, words := range []string{"non necessary", "nonnecessary", "not necessary", "unnecessary", "non essential", "nonessential", "not essential", "not required", "non required",
		"nicht notwendig", "nicht erforderlich", "nicht essenziell", "nicht essentiell", "nicht zwingend", "non nécessaire", "non essentiel", "pas nécessaire", "no necesari", "no esencial",
		"innecesari", "non necessari", "non essenzial", "niet noodzakelijk", "niet essentie", "nie niezbędn", "nieniezbędn", "não necessári", "não essencia", "icke nödvändig", "inte nödvändig",
		"ikke nødvendig", "ei välttämät", "nepovinn", "nem szükséges", "neesențial", "nu sunt necesare", "не обязательн", "необязательн", "ненужн", "не необхідн", "незадължителн", "zorunlu olmayan", "gerekli olmayan",
		"neobvezn", "nisu nužn", "非必要", "必須ではない", "필수가 아닌", "비필수"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
