package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"microconsent/internal/consent"
)

const (
	// verifyLast is how many of the newest analyses are read back in full.
	verifyLast = 50
	// strayAge is how long an analysis may be without a job before that is a fault.
	strayAge = time.Minute
)

// Diagnose looks at what is stored, in every workspace: whether the database is sound,
// analyses without their job, stored sources that nothing names or whose bytes are not there,
// bytes that nothing names, digests and counters of the newest analyses, the audit log. With
// fix it mends what can be mended without loss; each repair is an event. It goes on after a
// failure. The program itself only.
func (a *App) Diagnose(ctx context.Context, actor consent.Actor, fix bool) []Check {
	if err := allowProgram(actor); err != nil {
		return []Check{{Name: "doctor", Err: err}}
	}
	out := []Check{{Name: "database structure", Err: a.Store.Integrity(ctx)}}
	workspaces, err := a.Store.Workspaces(ctx)
	if err != nil {
		return append(out, Check{Name: "workspaces", Err: err})
	}
	d := &diagnosis{App: a, fix: fix}
	out = append(out, d.history(ctx, actor))
	for _, each := range []struct {
		name string
		look func(context.Context, consent.Actor) error
	}{
		{"analyses without a job", d.strays}, {"sources that nothing names", d.orphans}, {"stored bytes", d.bytes},
		{"digests of sources", d.digests}, {"counters", d.counters}, {"audit chain", d.chain},
	} {
		d.found, d.mended, d.looked = 0, 0, 0
		check := Check{Name: each.name}
		for _, w := range workspaces {
			if check.Err = each.look(ctx, consent.SystemActor(w.ID, actor.Name)); check.Err != nil {
				break
			}
		}
		if check.Err == nil {
			check.Err, check.Note = d.verdict(each.name), d.note()
		}
		out = append(out, check)
	}
	return out
}

// history holds terms and counters of the history against the analyses that they come from.
func (d *diagnosis) history(ctx context.Context, actor consent.Actor) Check {
	check := Check{Name: "history"}
	faults, err := d.Store.HistoryFaults(ctx)
	switch {
	case err != nil:
		check.Err = err
	case faults > 0 && !d.fix:
		check.Err = consent.Errorf(consent.Internal, "%d terms or counters differ from the analyses. Mend with: microconsent doctor --fix", faults)
	case faults > 0:
		check.Note = fmt.Sprintf("%d mended", faults)
		check.Err = d.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if err := tx.RebuildHistory(ctx); err != nil {
				return err
			}
			return d.recordFix(ctx, tx, actor, "history", strconv.Itoa(faults)+" wrong terms or counters")
		})
	}
	return check
}

// diagnosis is one look at everything.
type diagnosis struct {
	*App
	fix                   bool
	looked, found, mended int
	harmless              bool // what was found does no harm
	example               string
}

func (d *diagnosis) verdict(string) error {
	if left := d.found - d.mended; left > 0 && !d.harmless {
		return consent.Errorf(consent.Internal, "%d found (%s). Mend with: microconsent doctor --fix", left, d.example)
	}
	return nil
}

func (d *diagnosis) note() string {
	switch {
	case d.mended > 0:
		return fmt.Sprintf("%d mended", d.mended)
	case d.found > 0:
		return fmt.Sprintf("%d too many, which does no harm; --fix removes them", d.found)
	case d.looked > 0:
		return fmt.Sprintf("%d looked at", d.looked)
	}
	return ""
}

// strays are analyses that nobody will ever finish.
func (d *diagnosis) strays(ctx context.Context, actor consent.Actor) error {
	d.harmless = false
	found, err := d.Store.StrayAnalyses(ctx, actor.WorkspaceID, d.now().Add(-strayAge), consent.MaxLimit)
	for _, each := range found {
		d.found++
		d.example = "analysis " + string(each.ID)
		if !d.fix || err != nil {
			continue
		}
		failure := &consent.Failure{Code: consent.Internal, Message: "Its job was lost. Run the analysis again."}
		err = d.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if err := tx.SetAnalysisStatus(ctx, actor.WorkspaceID, each.ID, consent.StatusFailed, failure, d.now()); err != nil {
				return err
			}
			return d.recordFix(ctx, tx, actor, "analysis/"+string(each.ID), "without a job")
		})
		d.mended++
	}
	return err
}

func (d *diagnosis) recordFix(ctx context.Context, tx consent.Store, actor consent.Actor, target, fault string) error {
	return d.record(ctx, tx, actor, "doctor.fix", target, map[string]string{"fault": fault})
}

func (d *diagnosis) orphans(ctx context.Context, actor consent.Actor) error {
	d.harmless = true
	keep, err := d.policyBlobs(ctx, actor.WorkspaceID)
	if err != nil {
		return err
	}
	before := d.found
	for after := consent.ID(""); ; {
		found, err := d.Store.OrphanSources(ctx, actor.WorkspaceID, d.now().Add(-orphanAge), after, consent.MaxLimit)
		if err != nil {
			return err
		}
		for _, source := range found {
			if after = source.ID; !keep[source.SHA256] {
				d.found++
			}
		}
		if len(found) == 0 {
			break
		}
	}
	if n := d.found - before; d.fix && n > 0 {
		d.mended += n
		if err := d.removeOrphans(ctx, actor.WorkspaceID); err != nil {
			return err
		}
		return d.recordFix(ctx, d.Store, actor, "sources", strconv.Itoa(n)+" that nothing names")
	}
	return nil
}

// bytes compares keys of the blob store with rows, both ways.
func (d *diagnosis) bytes(ctx context.Context, actor consent.Actor) error {
	d.harmless = false
	stored := map[string]bool{}
	folder := consent.SourcePrefix + string(actor.WorkspaceID)
	err := d.Blobs.List(ctx, folder, func(key string) error {
		stored[key] = true
		return nil
	})
	if err != nil {
		return err
	}
	policies, err := d.policyBlobs(ctx, actor.WorkspaceID)
	if err != nil {
		return err
	}
	for sha := range policies {
		delete(stored, consent.SourceKey(actor.WorkspaceID, sha))
	}
	for after := consent.ID(""); ; {
		sources, err := d.Store.EverySource(ctx, actor.WorkspaceID, after, consent.MaxLimit)
		if err != nil {
			return err
		}
		for _, source := range sources {
			after = source.ID
			d.looked++
			key := consent.SourceKey(actor.WorkspaceID, source.SHA256)
			if stored[key] || policies[source.SHA256] {
				delete(stored, key)
				continue
			}
			if err := d.dangling(ctx, actor, source, key); err != nil {
				return err
			}
		}
		if len(sources) == 0 {
			break
		}
	}
	return d.tooMany(ctx, stored)
}

// dangling is a row without its bytes. The bytes are lost: what can be mended is that rows
// still name them.
func (d *diagnosis) dangling(ctx context.Context, actor consent.Actor, source consent.Source, key string) error {
	if _, err := d.Blobs.Get(ctx, key); err == nil {
		return nil // it came after the list
	}
	d.found++
	d.example = "the bytes of source " + string(source.ID) + " are not there"
	if !d.fix {
		return nil
	}
	d.mended++
	return d.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.ForgetSource(ctx, actor.WorkspaceID, source.ID); err != nil {
			return err
		}
		if _, err := tx.RemoveSources(ctx, actor.WorkspaceID, []consent.ID{source.ID}); err != nil {
			return err
		}
		return d.recordFix(ctx, tx, actor, "source/"+string(source.ID), "its bytes are not there")
	})
}

// tooMany are bytes that no row names. They do no harm, and a submission may be about to name
// them: they are removed with fix only, for which nothing should be running.
func (d *diagnosis) tooMany(ctx context.Context, keys map[string]bool) error {
	if !d.fix {
		return nil
	}
	for key := range keys {
		if err := d.Blobs.Delete(ctx, key); err != nil {
			return err
		}
		d.found++
		d.mended++
	}
	return nil
}

// newest yields the newest analyses that are done.
func (d *diagnosis) newest(ctx context.Context, actor consent.Actor, look func(consent.Analysis) error) error {
	page, err := d.Store.Analyses(ctx, actor.WorkspaceID, consent.Filter{Limit: verifyLast, Status: []consent.Status{consent.StatusCompleted}})
	if err != nil {
		return err
	}
	for _, each := range page.Items {
		d.looked++
		if err := look(each); err != nil {
			return err
		}
	}
	return nil
}

// digests reads the newest sources back.
func (d *diagnosis) digests(ctx context.Context, actor consent.Actor) error {
	return d.newest(ctx, actor, func(analysis consent.Analysis) error {
		if analysis.SourceID == "" {
			return nil
		}
		body, err := d.Blobs.Get(ctx, consent.SourceKey(analysis.WorkspaceID, analysis.Source.SHA256))
		if err != nil {
			return consent.Wrap(err, consent.CodeOf(err), "The source of analysis %s cannot be read.", analysis.ID)
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != analysis.Source.SHA256 {
			return consent.Errorf(consent.Internal, "The stored source of analysis %s was changed.", analysis.ID)
		}
		return nil
	})
}

// counters holds the counts that lists show against the parts that they count.
func (d *diagnosis) counters(ctx context.Context, actor consent.Actor) error {
	d.harmless = false
	return d.newest(ctx, actor, func(item consent.Analysis) error {
		whole, err := d.Store.Analysis(ctx, actor.WorkspaceID, item.ID)
		if err != nil {
			return err
		}
		right := consent.Summarize(whole.Clauses, whole.Findings)
		if fmt.Sprint(right) == fmt.Sprint(whole.Summary) {
			return nil
		}
		d.found++
		d.example = "analysis " + string(item.ID)
		if !d.fix {
			return nil
		}
		d.mended++
		whole.Summary = right
		return d.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if err := tx.SaveFindings(ctx, whole); err != nil {
				return err
			}
			return d.recordFix(ctx, tx, actor, "analysis/"+string(item.ID), "wrong counters")
		})
	})
}

func (d *diagnosis) chain(ctx context.Context, actor consent.Actor) error {
	report, err := d.verifyChain(ctx, actor.WorkspaceID)
	if err == nil && report.Break != nil {
		err = consent.Errorf(consent.Internal, "The audit log of workspace %s was changed: %s.", actor.WorkspaceID, report.Break.Reason)
	}
	d.looked += int(report.Events)
	return err
}
