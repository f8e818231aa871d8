package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/static"
)

// forever is right for addresses that change with their content (RFC 8246).
const forever = "public, max-age=31536000, immutable"

func registerAssets(g *gin.RouterGroup) {
	get(g, static.Base+"*file", asset)
	get(g, "/favicon.ico", func(c *gin.Context) error {
		c.Header("Cache-Control", "public, max-age=86400")
		c.Redirect(http.StatusFound, static.URL("img/logo.svg"))
		return nil
	})
}

func asset(c *gin.Context) error {
	file, ok := static.Find(c.Request.URL.Path)
	if !ok {
		return consent.Errorf(consent.NotFound, "There is no such file.")
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", forever)
	h.Set("ETag", `"`+file.Hash+`"`)
	h.Add("Vary", "Accept-Encoding")
	if strings.Contains(c.GetHeader("If-None-Match"), `"`+file.Hash+`"`) {
		c.Status(http.StatusNotModified)
		return nil
	}
	body := file.Body
	if file.Gzip != nil && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		body = file.Gzip
		h.Set("Content-Encoding", "gzip")
	}
	c.Data(http.StatusOK, file.Type, body)
	return nil
}
