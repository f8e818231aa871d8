package surfaces

import (
	"strings"

	"microconsent/internal/detect/lexicon"
)

// remembers tells checkboxes that keep a person signed in: a service that is asked for, no
// consent.
func remembers(name string) bool {
	name = lexicon.Fold(name)
	for _, words := range []string{"remember me", "remember my login", "keep me signed in", "keep me logged in", "stay signed in", "stay logged in",
		"angemeldet bleiben", "eingeloggt bleiben", "login merken", "rester connecte", "rester connecté", "se souvenir de moi", "garder ma session",
		"mantener la sesion", "mantener la sesión", "mantener sesion", "mantener sesión", "recuerdame", "recuérdame", "recordarme", "ricordami", "resta collegato", "resta connesso",
		"ingelogd blijven", "aangemeld blijven", "onthoud mij", "zapamiętaj mnie", "nie wylogowuj", "lembrar me", "lembre se de mim", "manter sessão", "kom ihåg mig", "husk mig", "husk meg",
		"muista minut", "zůstat přihlášen", "zapamatovat si mě", "emlékezz rám", "maradjon bejelentkezve", "ține-mă minte", "запомни ме", "запомнить меня", "запам'ятати мене", "να με θυμάσαι",
		"zapamti me", "beni hatırla", "ログイン状態を保持", "记住我", "記住我", "로그인 상태 유지"} {
		if strings.Contains(name, words) {
			return true
		}
	}
	return false
}
