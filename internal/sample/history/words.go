package history

import (
	"strconv"
	"sync"

	"microconsent/internal/consent"
)

// language is how sites of one language speak.
type language struct {
	code, title, notice string
	covered             bool
	accept, reject      []string
	settings, policy    string
	purposes            []string // of the toggles, in the order of purposeCategories
	statements          []string // in the order of practices
}

var purposeCategories = []consent.Category{consent.CategoryNecessary, consent.CategoryFunctional, consent.CategoryAnalytics, consent.CategoryAdvertising, consent.CategorySocialMedia}

var practices = []consent.Practice{consent.PracticeFirstParty, consent.PracticeThirdParty, consent.PracticeRetention, consent.PracticeAccess,
	consent.PracticeSecurity, consent.PracticeInternationalTrans, consent.PracticeCookies, consent.PracticeContact}

// languages are ordered by how often sites speak them.
var languages = sync.OnceValue(func() []language {
	return []language{
		{code: "en", title: "Welcome", covered: true, notice: "We and our partners store information on your device to measure visits and to show advertising.",
			accept: []string{"Accept all", "Allow all cookies", "I agree"}, reject: []string{"Reject all", "Only necessary cookies"}, settings: "Manage preferences", policy: "Privacy policy",
			purposes: []string{"Strictly necessary", "Functional", "Statistics", "Marketing", "Social media"},
			statements: []string{"We collect your address and the pages that you visit when you use our shop.", "We share pseudonymous identifiers with advertising partners.",
				"Log files are kept for thirty days and then deleted.", "You may ask us at any time which data we hold about you and have it erased.",
				"All connections are encrypted, and only trained staff has access.", "Data may be processed in countries outside the European Economic Area.",
				"Cookies are small files that your browser keeps for us.", "Write to our data protection officer at privacy@example.com."}},
		{code: "de", title: "Willkommen", covered: true, notice: "Wir verwenden Cookies, um Inhalte zu personalisieren und Zugriffe auf unsere Website zu analysieren.",
			accept: []string{"Alle akzeptieren", "Zustimmen und weiter", "Einverstanden"}, reject: []string{"Alle ablehnen", "Nur notwendige Cookies"}, settings: "Einstellungen", policy: "Datenschutzerklärung",
			purposes: []string{"Notwendig", "Funktional", "Statistik", "Marketing", "Soziale Medien"},
			statements: []string{"Wir erheben Ihre Anschrift und die Seiten, die Sie in unserem Geschäft besuchen.", "Wir geben pseudonyme Kennungen an Werbepartner weiter.",
				"Protokolldateien werden dreißig Tage aufbewahrt und dann gelöscht.", "Sie können jederzeit Auskunft über Ihre Daten und deren Löschung verlangen.",
				"Alle Verbindungen sind verschlüsselt.", "Daten können in Ländern außerhalb des Europäischen Wirtschaftsraums verarbeitet werden.",
				"Cookies sind kleine Dateien, die Ihr Browser für uns aufbewahrt.", "Schreiben Sie unserer Datenschutzbeauftragten."}},
		{code: "fr", title: "Bienvenue", covered: true, notice: "Nous utilisons des cookies pour mesurer l’audience et vous proposer des publicités adaptées.",
			accept: []string{"Tout accepter", "Accepter et fermer"}, reject: []string{"Tout refuser", "Continuer sans accepter"}, settings: "Paramétrer les cookies", policy: "Politique de confidentialité",
			purposes: []string{"Nécessaires", "Fonctionnels", "Mesure d’audience", "Publicité", "Réseaux sociaux"},
			statements: []string{"Nous recueillons votre adresse et les pages que vous consultez.", "Nous partageons des identifiants pseudonymes avec nos partenaires publicitaires.",
				"Les journaux sont conservés trente jours puis effacés.", "Vous pouvez demander à tout moment l’accès à vos données et leur effacement.",
				"Toutes les connexions sont chiffrées.", "Des données peuvent être traitées hors de l’Espace économique européen.",
				"Les cookies sont de petits fichiers conservés par votre navigateur.", "Écrivez à notre délégué à la protection des données."}},
		{code: "es", title: "Bienvenidos", covered: true, notice: "Utilizamos cookies propias y de terceros para analizar el uso del sitio y mostrar publicidad.",
			accept: []string{"Aceptar todo", "Aceptar cookies"}, reject: []string{"Rechazar todo"}, settings: "Configurar", policy: "Política de privacidad",
			purposes: []string{"Necesarias", "Funcionales", "Estadísticas", "Publicidad", "Redes sociales"},
			statements: []string{"Recogemos su dirección y las páginas que visita.", "Compartimos identificadores con socios publicitarios.",
				"Los registros se conservan treinta días.", "Puede solicitar el acceso a sus datos y su borrado.",
				"Todas las conexiones están cifradas.", "Los datos pueden tratarse fuera del Espacio Económico Europeo.",
				"Las cookies son pequeños archivos que guarda su navegador.", "Escriba a nuestra delegada de protección de datos."}},
		{code: "ja", title: "ようこそ", notice: "当サイトでは、利用状況の分析と広告の表示のためにクッキーを使用しています。",
			accept: []string{"すべて同意する", "同意する"}, reject: []string{"すべて拒否する"}, settings: "設定を変更する", policy: "プライバシーポリシー",
			purposes: []string{"必須", "機能性", "統計", "広告", "ソーシャルメディア"},
			statements: []string{"お客様の住所と閲覧したページの情報を収集します。", "仮名化された識別子を広告パートナーと共有します。",
				"ログは三十日間保存した後に削除します。", "お客様はいつでも個人情報の開示と削除を請求できます。",
				"すべての通信は暗号化されています。", "情報は国外で処理されることがあります。",
				"クッキーはブラウザに保存される小さなファイルです。", "個人情報保護担当者までご連絡ください。"}},
		{code: "zh", title: "欢迎", notice: "我们使用Cookie来分析网站访问情况并展示广告。",
			accept: []string{"全部接受"}, reject: []string{"全部拒绝"}, settings: "管理设置", policy: "隐私政策",
			purposes: []string{"必要", "功能", "统计", "营销", "社交媒体"},
			statements: []string{"我们会收集您的地址以及您访问的页面。", "我们与广告合作伙伴共享匿名标识符。",
				"日志文件保存三十天后删除。", "您可以随时要求访问或删除您的数据。",
				"所有连接均已加密。", "数据可能在境外处理。",
				"Cookie是浏览器保存的小文件。", "请联系我们的数据保护官。"}},
	}
})

func text(s string, n int, c consent.Clause) consent.Clause {
	c.Text = s
	c.ID = "c" + strconv.Itoa(n)
	c.Line = 10 + 3*n
	c.XPath = "/html/body/div[" + strconv.Itoa(n) + "]"
	return c
}
