package app

import (
	"context"
	"strconv"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/site"
)

// Purge selects everything about a site. A registrable domain ("example.com") means all of
// its hosts, with what was decided about the site; any other host only itself.
type Purge struct {
	Host string
	Dry  bool // count only
}

// Purged is what was removed, or would be.
type Purged struct {
	Host     string // as it was understood
	Whole    bool   // the whole site
	Analyses int
	Triage   int // decisions
	Lines    int // names of batches, and lines of them that were refused
}

// PurgeSite removes the analyses of a host or site with all their parts, jobs and stored
// bytes that no other analysis names, and takes the site out of what batches say was refused.
// Jobs that run end at their next step. NotFound when there is nothing. Admins only.
func (a *App) PurgeSite(ctx context.Context, actor consent.Actor, in Purge) (Purged, error) {
	if err := allow(actor, mayManage); err != nil {
		return Purged{}, err
	}
	hosts, out, err := siteHosts(in.Host)
	if err != nil {
		return out, err
	}
	if out.Analyses, err = a.Store.CountSite(ctx, actor.WorkspaceID, hosts); err != nil {
		return out, err
	}
	decided, err := decidedAbout(ctx, a.Store, actor, out)
	if err != nil {
		return out, err
	}
	if out.Lines, err = a.forgetLines(ctx, actor, hosts, out, true); err != nil {
		return out, err
	}
	if out.Triage = len(decided); out.Analyses+out.Triage+out.Lines == 0 {
		return out, consent.Errorf(consent.NotFound, "There is nothing about %s.", out.Host)
	}
	if in.Dry {
		return out, nil
	}
	out.Analyses, err = a.removeSite(ctx, actor, hosts, out)
	if err != nil {
		return out, err
	}
	if out.Lines, err = a.forgetLines(ctx, actor, hosts, out, false); err != nil {
		return out, err
	}
	return out, a.removeOrphans(ctx, actor.WorkspaceID) // policies, and what an earlier failure left
}

func siteHosts(raw string) (consent.SiteHosts, Purged, error) {
	host := strings.ToLower(strings.TrimSpace(raw))
	if strings.Contains(host, "://") {
		host = hostOf(host)
	}
	if host == "" || strings.ContainsAny(host, "/ \t\x00") {
		return consent.SiteHosts{}, Purged{}, consent.InvalidField("site", "Name a host, such as example.com.")
	}
	if site.Of(host) == host {
		return consent.SiteHosts{Site: host}, Purged{Host: host, Whole: true}, nil
	}
	return consent.SiteHosts{Host: host}, Purged{Host: host}, nil
}

func decidedAbout(ctx context.Context, tx consent.Store, actor consent.Actor, p Purged) ([]consent.SiteTriage, error) {
	if !p.Whole {
		return nil, nil
	}
	return tx.Triage(ctx, actor.WorkspaceID, p.Host)
}

// removeSite goes round by round, each with its event in one transaction. The decisions go
// with the first one.
func (a *App) removeSite(ctx context.Context, actor consent.Actor, hosts consent.SiteHosts, p Purged) (total int, err error) {
	for first := true; ; first = false {
		n, named := 0, []consent.ID(nil)
		err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if first {
				if err := forget(ctx, tx, actor, p); err != nil {
					return err
				}
			}
			if n, named, err = tx.RemoveSite(ctx, actor.WorkspaceID, hosts, removeRound); err != nil || n == 0 && !first {
				return err
			}
			return a.record(ctx, tx, actor, "site.purge", "site/"+p.Host, map[string]string{"analyses": strconv.Itoa(n)})
		})
		if err == nil {
			err = a.removeNamed(ctx, actor.WorkspaceID, named)
		}
		if err != nil {
			return total, err
		}
		if total += n; n < removeRound {
			return total, nil
		}
	}
}

func forget(ctx context.Context, tx consent.Store, actor consent.Actor, p Purged) error {
	decided, err := decidedAbout(ctx, tx, actor, p)
	for _, t := range decided {
		if err == nil {
			err = tx.DeleteTriage(ctx, actor.WorkspaceID, t.Site, t.Key)
		}
	}
	return err
}

// removeNamed removes at once those of the sources that nothing else names.
func (a *App) removeNamed(ctx context.Context, workspace consent.ID, ids []consent.ID) error {
	if len(ids) == 0 {
		return nil
	}
	policies, err := a.policyBlobs(ctx, workspace)
	if err != nil {
		return err
	}
	sources := make([]consent.Source, 0, len(ids))
	for _, id := range ids {
		source, err := a.Store.Source(ctx, workspace, id)
		if consent.CodeOf(err) == consent.NotFound {
			continue // named twice
		}
		if err != nil {
			return err
		}
		sources = append(sources, source)
	}
	return a.removeSources(ctx, workspace, sources, policies)
}
