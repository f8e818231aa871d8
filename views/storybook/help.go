package storybook

import (
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func help() []Story {
	v := page.Help{Frame: frame("Help", "")}
	off, dialog := v, v
	off.Frame.KeysOff, off.Frame.Density, dialog.Dialog = true, "compact", true
	return []Story{{Name: "help", View: page.HelpPage(v)}, {Name: "help/keys-off", View: page.HelpPage(off)},
		{Name: "help/dialog", View: page.HelpPage(dialog), Fragment: "help"}}
}

func feed() []Story {
	v := page.Feed{Frame: frame("Feed", layout.NavHistory), Words: []string{"Grade: F", "Search: " + Hostile}, Keys: true, Back: "/analyses?grade=F",
		Address: "https://consent.example/api/v1/analyses.atom?grade=F", WithKey: "https://feed:YOUR_KEY@consent.example/api/v1/analyses.atom?grade=F"}
	viewers, wrong := v, v
	viewers.Frame.User, viewers.Keys, viewers.Words, viewers.WithKey = viewer(), false, nil, ""
	wrong.Problems = []ui.Problem{{Message: "There is no filter \"colour\"."}}
	return []Story{{Name: "feed", View: page.FeedPage(v)}, {Name: "feed/viewer", View: page.FeedPage(viewers)}, {Name: "feed/wrong", View: page.FeedPage(wrong)}}
}
