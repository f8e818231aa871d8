package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"microconsent/views/page"
)

const helpPath = "/help"

// help tells the keys and the language of the search: as a page, or in the dialog.
func (p *pages) help(c *gin.Context) error {
	v := page.Help{Frame: p.frame(c, "Help", ""), Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.HelpPage(v), "help")
}
