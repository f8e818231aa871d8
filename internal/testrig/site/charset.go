package site

import (
	"net/http"

	"golang.org/x/net/html/charset"
)

// Texts are sentences that a charset can write, by its name.
var Texts = map[string]string{
	"utf-8":        "Wir nutzen Cookies für Werbung – Ablehnen 🍪",
	"iso-8859-1":   "Nous utilisons des cookies. Tout refuser à côté",
	"windows-1252": "Wir verwenden „Cookies“ für Werbung",
	"iso-8859-2":   "Używamy plików cookie. Odrzuć wszystkie",
	"windows-1251": "Мы используем файлы cookie. Отклонить все",
	"koi8-r":       "Мы используем файлы cookie. Принять",
	"shift_jis":    "当サイトはクッキーを使用します。すべて拒否",
	"euc-jp":       "当サイトはクッキーを使用します。",
	"gbk":          "我们使用 Cookie。全部拒绝",
	"utf-16le":     "Wir nutzen Cookies für Werbung",
	"utf-16be":     "Используем файлы cookie",
}

// Encode writes text in a charset of Texts. Unknown ones panic: a test named it wrongly.
func Encode(name, text string) []byte {
	e, _ := charset.Lookup(name)
	if e == nil {
		panic("unknown charset " + name)
	}
	out, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		panic(err)
	}
	return out
}

// CharsetPage is a page with the text of a charset that tells its charset by "header",
// "meta", "bom" (UTF only) or not at all.
func CharsetPage(name, by string) Page {
	head, mark, kind := "", "", "text/html"
	switch by {
	case "header":
		kind += "; charset=" + name
	case "meta":
		head = `<meta charset="` + name + `">`
	case "bom":
		mark = "\ufeff"
	}
	return Page{Type: kind, Body: Encode(name, mark+"<html><head>"+head+"</head><body><p>"+Texts[name]+"</p></body></html>")}
}

func charsetPage(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if Texts[name] == "" {
		http.NotFound(w, r)
		return
	}
	CharsetPage(name, r.FormValue("by")).write(w)
}
