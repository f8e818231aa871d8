package storybook

import (
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func account() []Story {
	wrong := []ui.Problem{{Message: "E-mail address and password do not match."}}
	bye := outside("Sign in")
	bye.Flash = "You are signed out."
	return []Story{
		{Name: "login", View: page.LoginPage(page.Login{Frame: outside("Sign in"), Next: "/"})},
		{Name: "login/wrong", View: page.LoginPage(page.Login{Frame: outside("Error: sign in"), Next: "/", Email: Hostile, Problems: wrong})},
		{Name: "login/no-user", View: page.LoginPage(page.Login{Frame: outside("Sign in"), Next: "/", NoUser: true})},
		{Name: "login/signed-out", View: page.LoginPage(page.Login{Frame: bye, Next: "/"})},
		{Name: "setup", View: page.SetupPage(page.Setup{Frame: outside("Set up"), Token: "token", Minimum: 12})},
		{Name: "setup/wrong", View: page.SetupPage(page.Setup{Frame: outside("Error: set up"), Token: "token", Email: "nobody", Minimum: 12,
			Fields: map[string]string{"email": "This is not an e-mail address.", "password": "The password needs at least 12 characters.", "again": "The two passwords differ."},
			Problems: []ui.Problem{{ID: "email", Message: "This is not an e-mail address."}, {ID: "password", Message: "The password needs at least 12 characters."},
				{ID: "again", Message: "The two passwords differ."}}})},
	}
}

func problems() []Story {
	problem := func(name string, v page.Problem) []Story {
		v.Frame = layout.Frame{Title: "Error", User: admin(), Path: "/"}
		return []Story{{Name: "problem/" + name, View: page.ProblemPage(v)}, {Name: "problem/" + name + "/fragment", View: page.ProblemNote(v), Fragment: "*"}}
	}
	var out []Story
	for _, group := range [][]Story{
		problem("not-found", page.Problem{Status: 404, Message: "There is nothing at this address."}),
		problem("forbidden", page.Problem{Status: 403, Message: "This needs the role admin; yours is viewer."}),
		problem("conflict", page.Problem{Status: 409, Message: "This job has ended already."}),
		problem("too-large", page.Problem{Status: 413, Message: "The request is too large: at most 83886080 bytes are accepted."}),
		problem("invalid", page.Problem{Status: 422, Message: Hostile, Problems: []ui.Problem{{Message: Hostile}, {Message: "Another one."}}}),
		problem("rate-limited", page.Problem{Status: 429, Message: "Too many requests. Try again in 3 s.", Again: "/analyses"}),
		problem("internal", page.Problem{Status: 500, Message: "Something went wrong on our side.", RequestID: id("aa"), Again: "/analyses"}),
		problem("unavailable", page.Problem{Status: 503, Message: "The database does not answer.", RequestID: id("ab"), Again: "/analyses"}),
	} {
		out = append(out, group...)
	}
	confirm := page.Confirm{Frame: frame("Cancel the job", layout.NavJobs), Title: "Cancel this job?", Text: "The analysis ends without a result.",
		Action: "/jobs/" + id("01") + "/cancel", Do: "Cancel the job", Back: "/jobs/" + id("01"), Retreat: "Keep it"}
	dialog := confirm
	dialog.Dialog = true
	return append(out, Story{Name: "confirm", View: page.ConfirmPage(confirm)}, Story{Name: "confirm/dialog", View: page.ConfirmPage(dialog), Fragment: "confirm"})
}
