package surfaces

import (
	"microconsent/internal/consent"
)

// kind tells a notice about consent from one about the browser, which only says that
// cookies or scripts are switched off.
func (r *region) kind(p *Page) consent.Surface {
	if r.words&wordDisabled != 0 && r.decides() == 0 && r.has[consent.ClauseSettings] == 0 && r.toggles == 0 {
		return consent.SurfaceBrowserNotice
	}
	return consent.SurfaceBanner
}
