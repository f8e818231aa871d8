// Package web holds the pages, one file a noun. A handler parses the request, calls one
// use case, makes a view model and renders it: as the whole page, or as the page's own
// fragment where htmx asks for a part. What is posted is answered with 303 to a page.
package web

import (
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/httpx"
)

// Deps are what the pages need. MaxBytes is the largest source, BaseURL the public
// address. Now is the clock of elapsed times; nil means time.Now.
type Deps struct {
	App      UseCases
	Sessions *httpx.Sessions
	MaxBytes int64
	BaseURL  string
	Now      func() time.Time
}

// pages is the door with what its handlers share.
type pages struct {
	Deps
	secure bool // cookies only over https
}

// Register adds every page, the static files and the answers to failed page requests.
func Register(server *httpx.Server, deps Deps) {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	p := &pages{Deps: deps, secure: httpx.IsHTTPS(deps.BaseURL)}
	server.OnPageError(p.pageError)
	registerAssets(server.Assets())
	open := server.Pages()
	p.registerAccount(open, server.LimitLogin)
	post(open, "/theme", p.choose(themes()))
	post(open, "/density", p.choose(densities()))
	post(open, "/keys", p.choose(singleKeys()))
	inside := server.Pages()
	inside.Use(deps.Sessions.RequireUser)
	get(inside, "/", p.home)
	get(inside, helpPath, p.help)
	p.registerAnalyses(inside)
	p.registerJobs(inside)
	p.registerSettings(inside)
}

func get(group *gin.RouterGroup, path string, h httpx.Handler)  { group.GET(path, httpx.Wrap(h)) }
func post(group *gin.RouterGroup, path string, h httpx.Handler) { group.POST(path, httpx.Wrap(h)) }

func (p *pages) registerAnalyses(g *gin.RouterGroup) {
	get(g, "/analyses", p.history)
	get(g, chartsPath, p.charts)
	get(g, facetsPath, p.facets)
	get(g, feedPath, p.feed)
	get(g, sitesPath, p.sites)
	get(g, sitesPath+"/:site", p.site)
	get(g, insightsPath, p.insights)
	get(g, "/analyses/new", p.submitForm)
	post(g, "/analyses/new", p.submit)
	get(g, "/analyses/:id", p.analysis)
	get(g, "/analyses/:id/source", p.source)
	post(g, "/analyses/:id/findings/:key", p.triage)
	post(g, "/analyses/:id/rejudge", p.rejudge)
	p.registerMarks(g)
	p.registerShelf(g)
	p.registerBulk(g)
	get(g, "/compare", p.compare)
}

func (p *pages) registerJobs(g *gin.RouterGroup) {
	get(g, "/jobs", p.jobs)
	get(g, "/jobs/retry", p.askRetryJobs)
	post(g, "/jobs/retry", p.retryJobs)
	get(g, "/jobs/cleanup", p.askCleanup)
	post(g, "/jobs/cleanup", p.cleanup)
	get(g, "/batches", p.batches)
	get(g, "/batches/:id", p.batch)
	get(g, "/batches/:id/errors.csv", p.batchErrors)
	get(g, "/batches/:id/cancel", p.askCancelBatch)
	post(g, "/batches/:id/cancel", p.cancelBatch)
	post(g, "/queues/:queue/pause", p.pauseQueue)
	post(g, "/queues/:queue/resume", p.resumeQueue)
	get(g, "/jobs/:id", p.job)
	get(g, "/jobs/:id/live", p.jobLive)
	get(g, "/jobs/:id/cancel", p.askCancel)
	post(g, "/jobs/:id/cancel", p.cancelJob)
	post(g, "/jobs/:id/retry", p.retryJob)
}

func (p *pages) registerSettings(g *gin.RouterGroup) {
	get(g, "/settings", p.settingsHome)
	get(g, "/settings/keys", p.keys)
	post(g, "/settings/keys", p.makeKey)
	get(g, "/settings/keys/:id/revoke", p.askRevoke)
	post(g, "/settings/keys/:id/revoke", p.revokeKey)
	p.registerViews(g)
	get(g, "/settings/users", p.users)
	post(g, "/settings/users", p.makeUser)
	get(g, "/settings/audit", p.audit)
	get(g, "/settings/retention", p.retention)
	post(g, "/settings/retention", p.setRetention)
	get(g, "/settings/retention/run", p.askRetention)
	post(g, "/settings/retention/run", p.runRetention)
	get(g, "/settings/purge", p.askPurge)
	post(g, "/settings/purge/:site", p.purgeSite)
}
