// Package httpx is the glue between gin and the use cases: handlers that return errors,
// the one table from error codes to statuses, authentication, sessions, limits, request
// ids and headers. It knows no page and no wire type.
//
// A server is made once and hands out groups of routes. A group decides how its callers
// are recognised and in which shape they read errors:
//
//	server, err := httpx.New(httpx.Options{...})
//	server.Pages()          // browsers: session cookie, full page or htmx fragment
//	server.API("/api/v1")   // programs: key or same-origin session, RFC 9457 problems
//	server.Seed()           // clients of the earlier system: key, its error shape
//	server.Open()           // nobody in particular: health, metrics, API description
//
// The composition root calls, in this order: httpx.NewSessions, httpx.New,
// httpx.RegisterHealth(server, …), api.Register(server, app, …), web's own registration
// (which also calls Server.OnPageError), and serves Server.HTTP(address).
//
// A handler is written as
//
//	pages.GET("/analyses/:id", httpx.Wrap(func(c *gin.Context) error {
//		found, err := app.Analysis(c.Request.Context(), httpx.Actor(c), id)
//		if err != nil {
//			return err // answered in the group's shape
//		}
//		…
//	}))
package httpx
