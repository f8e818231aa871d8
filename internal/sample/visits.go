package sample

import (
	"slices"
	"time"

	"microconsent/internal/consent"
)

// version is a page of a site and how many days ago it was seen so.
type version struct {
	file, policy string
	days         []int
}

// site is one address with its versions and what people noted about the newest visit.
type site struct {
	address   string
	law       consent.Jurisdiction
	tags      []string
	note      string
	decisions []Decision
	versions  []version
}

// Visits returns all visits, the oldest first.
func Visits() []Visit {
	var out []Visit
	for _, s := range slices.Concat(changing(), steady()) {
		out = append(out, s.visits()...)
	}
	out = append(out, uploads()...)
	slices.SortStableFunc(out, func(a, b Visit) int { return int((b.Ago - a.Ago) / time.Second) })
	return out
}

func (s site) visits() []Visit {
	var out []Visit
	for _, v := range s.versions {
		for _, days := range v.days {
			out = append(out, Visit{Address: s.address, File: v.file, Policy: v.policy, Ago: time.Duration(days)*day + s.hour(), Jurisdiction: s.law, Tags: s.tags})
		}
	}
	newest := &out[len(out)-1]
	newest.Note, newest.Decisions = s.note, s.decisions
	return out
}

// hour spreads the visits over the day.
func (s site) hour() time.Duration { return time.Duration(len(s.address)*37%600) * time.Minute }

// changing are sites whose notice became better or worse.
func changing() []site {
	return []site{
		{address: "https://www.kaffeekontor.example/", tags: []string{"client-hansen", "shop"},
			note: "Hansen took the new notice live as agreed. Next look in a month; the policy still has no word on the newsletter's statistics.",
			versions: []version{{"sites/kaffeekontor/1.html", "sites/kaffeekontor/policy-1.html", []int{84, 77, 70}},
				{"sites/kaffeekontor/2.html", "sites/kaffeekontor/policy-1.html", []int{63, 49}},
				{"sites/kaffeekontor/3.html", "sites/kaffeekontor/policy-1.html", []int{35, 28}},
				{"sites/kaffeekontor/4.html", "sites/kaffeekontor/policy-2.html", []int{14, 1}}}},
		{address: "https://portside-courier.example/news", tags: []string{"press"},
			note:      "The wall came with the new advertising contract. Legal is informed.",
			decisions: []Decision{{"pay-or-consent", consent.TriageAccepted, "Put before legal on the day it appeared."}},
			versions: []version{{"sites/portside-courier/1.html", "", []int{82, 68}}, {"sites/portside-courier/2.html", "", []int{54, 40}},
				{"sites/portside-courier/3.html", "", []int{26, 12, 2}}}},
		{address: "https://www.atelier-du-velo.example/", tags: []string{"shop"},
			versions: []version{{"sites/atelier-du-velo/1.html", "", []int{80, 60}}, {"sites/atelier-du-velo/2.html", "", []int{45, 30}}, {"sites/atelier-du-velo/3.html", "", []int{9}}}},
		{address: "https://museo-del-vino.example/visitas", tags: []string{"culture"},
			versions: []version{{"sites/museo-del-vino/1.html", "", []int{75, 47}}, {"sites/museo-del-vino/2.html", "", []int{19, 3}}}},
		{address: "https://www.casa-luce.example/", tags: []string{"shop"},
			versions: []version{{"sites/casa-luce/1.html", "", []int{66, 38}}, {"sites/casa-luce/2.html", "", []int{10}}}},
		{address: "https://sunset-outfitters.example/rentals", law: consent.JurisdictionUSCA, tags: []string{"us"},
			versions: []version{{"sites/sunset-outfitters/1.html", "", []int{58, 31}}, {"sites/sunset-outfitters/2.html", "", []int{6}}}},
		{address: "https://quick-parcel.example/track",
			versions: []version{{"sites/quick-parcel/1.html", "", []int{22}}, {"sites/quick-parcel/2.html", "", []int{8}}}},
	}
}

// steady are sites that stayed as they were.
func steady() []site {
	return []site{
		{address: "https://fietsenhuis.example/", tags: []string{"shop"}, versions: []version{{"sites/fietsenhuis/1.html", "", []int{33, 5}}}},
		{address: "https://schronisko.example/", tags: []string{"travel"}, versions: []version{{"sites/schronisko/1.html", "", []int{29, 4}}}},
		{address: "https://norrsken.example/", tags: []string{"travel", "good-practice"}, versions: []version{{"sites/norrsken/1.html", "", []int{56, 7}}}},
		{address: "https://ruderclub-seeadler.example/beitritt", tags: []string{"club"},
			decisions: []Decision{{"bundled-form-consent", consent.TriageDismissed, "The old form; it is taken down this week."}},
			versions:  []version{{"sites/ruderclub/1.html", "", []int{16}}}},
		{address: "https://www.stadtbote.example/", tags: []string{"press"}, versions: []version{{"sites/stadtbote/1.html", "", []int{43, 13}}}},
		{address: "https://bright-lamps.example/", tags: []string{"shop"}, versions: []version{{"sites/bright-lamps/1.html", "sites/bright-lamps/policy-1.html", []int{36, 11}}}},
		{address: "https://hill-walks.example/", tags: []string{"travel"}, versions: []version{{"sites/hill-walks/1.html", "", []int{18}}}},
		{address: "https://llwybrau.example/", versions: []version{{"sites/llwybrau/1.html", "", []int{15}}}},
	}
}

// uploads are files that people handed in.
func uploads() []Visit {
	out := make([]Visit, 0, 7)
	for i, file := range []string{"bakery-accept-only.html", "buchladen-fair.html", "journal-pre-ticked.html", "newsletter-form.html", "no-consent-needed.html",
		"portal-cmp.html", "privacy-policy.txt"} {
		out = append(out, Visit{File: file, Ago: time.Duration(7-i) * 3 * time.Hour})
	}
	return out
}
