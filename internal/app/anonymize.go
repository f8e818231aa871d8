package app

import (
	"context"
	"strconv"
	"time"

	"microconsent/internal/consent"
)

// Anonymizing is what is to be anonymised in a workspace.
type Anonymizing struct {
	Addresses    bool          // network addresses in the audit log
	OlderThan    time.Duration // of the events that Addresses and PersonalData touch
	PersonalData bool          // e-mail addresses, phone numbers and IBANs in stored texts
	Sources      bool          // with PersonalData: also drop stored bytes that hold any
	Dry          bool          // count only
}

// Anonymized is what was anonymised, or would be.
type Anonymized struct {
	Dry       bool
	Addresses int                    // events of the audit log that lost their address
	Facts     int                    // events that lost details, before and after
	Analyses  int                    // analyses with personal data in their texts
	Notes     int                    // notes with personal data
	Triage    int                    // decisions with personal data in their reason
	Lines     int                    // names of batches, and refused lines of them, with personal data
	Sources   int                    // stored sources with personal data
	Found     consent.PersonalCounts // in the texts of analyses, notes, decisions and batches
}

// Anonymize takes personal data out of what is stored. Texts are masked in place; bytes
// cannot be, since their digest is evidence, so that they are dropped when that is asked for.
// Admins only.
func (a *App) Anonymize(ctx context.Context, actor consent.Actor, in Anonymizing) (Anonymized, error) {
	out := Anonymized{Dry: in.Dry, Found: consent.PersonalCounts{}}
	if err := allow(actor, mayManage); err != nil {
		return out, err
	}
	if !in.Addresses && !in.PersonalData {
		return out, consent.InvalidField("what", "Say what is to be anonymised: addresses or personal data.")
	}
	before := a.now().Add(-in.OlderThan)
	if in.Addresses {
		if err := a.anonymizeAddresses(ctx, actor, before, &out); err != nil {
			return out, err
		}
	}
	if !in.PersonalData {
		return out, nil
	}
	steps := []func(context.Context, consent.Actor, Anonymizing, *Anonymized) error{a.maskAnalyses, a.maskTriage, a.maskLines, a.dropSources}
	for _, step := range steps {
		if err := step(ctx, actor, in, &out); err != nil {
			return out, err
		}
	}
	return out, a.redactFacts(ctx, actor, before, &out)
}

func (a *App) anonymizeAddresses(ctx context.Context, actor consent.Actor, before time.Time, out *Anonymized) (err error) {
	if out.Dry {
		out.Addresses, err = a.Store.CountOld(ctx, actor.WorkspaceID, consent.KeepAddresses, before)
		return err
	}
	out.Addresses, err = a.removeOld(ctx, actor, consent.KeepAddresses, before)
	return err
}

// everyDone goes through all analyses that are done, archived ones too; what waits is for a
// later run.
func (a *App) everyDone(ctx context.Context, workspace consent.ID, do func(consent.Analysis) error) error {
	for after := consent.ID(""); ; {
		found, err := a.Store.EveryAnalysis(ctx, workspace, after, consent.MaxLimit)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, each := range found {
			after = each.ID
			if !each.Done() {
				continue
			}
			if err := do(each); err != nil {
				return err
			}
		}
	}
}

func (a *App) maskAnalyses(ctx context.Context, actor consent.Actor, _ Anonymizing, out *Anonymized) error {
	return a.everyDone(ctx, actor.WorkspaceID, func(each consent.Analysis) error {
		if err := a.maskAnalysis(ctx, actor, each.ID, out); err != nil {
			return err
		}
		return a.maskNotes(ctx, actor, each.ID, out)
	})
}

// maskNotes masks what people wrote about an analysis.
func (a *App) maskNotes(ctx context.Context, actor consent.Actor, id consent.ID, out *Anonymized) error {
	notes, err := a.Store.Notes(ctx, actor.WorkspaceID, id)
	if err != nil {
		return err
	}
	for _, note := range notes {
		masked, found := consent.MaskPersonal(note.Text)
		if len(found) == 0 {
			continue
		}
		out.Notes++
		out.Found.Add(found)
		if out.Dry {
			continue
		}
		note.Text = masked
		err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if err := tx.UpdateNote(ctx, note); err != nil {
				return err
			}
			return a.recordMask(ctx, tx, actor, "note/"+string(note.ID), found)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) maskAnalysis(ctx context.Context, actor consent.Actor, id consent.ID, out *Anonymized) error {
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		whole, err := tx.Analysis(ctx, actor.WorkspaceID, id)
		if consent.CodeOf(err) == consent.NotFound {
			return nil // removed meanwhile
		}
		if err != nil {
			return err
		}
		withKeys(whole.Findings, whole.Clauses) // made of the texts as they were
		found := consent.MaskAnalysis(&whole)
		if found.Total() == 0 {
			return nil
		}
		out.Analyses++
		out.Found.Add(found)
		if out.Dry {
			return nil
		}
		if err := tx.SaveResult(ctx, whole); err != nil {
			return err
		}
		return a.recordMask(ctx, tx, actor, "analysis/"+string(id), found)
	})
}

func (a *App) recordMask(ctx context.Context, tx consent.Store, actor consent.Actor, target string, found consent.PersonalCounts) error {
	detail := map[string]string{}
	for kind, n := range found {
		detail[string(kind)] = strconv.Itoa(n)
	}
	return a.record(ctx, tx, actor, "data.anonymize", target, detail)
}

func (a *App) maskTriage(ctx context.Context, actor consent.Actor, _ Anonymizing, out *Anonymized) error {
	all, err := a.Store.AllTriage(ctx, actor.WorkspaceID)
	if err != nil {
		return err
	}
	for _, t := range all {
		masked, found := consent.MaskPersonal(t.Decision.Reason)
		if len(found) == 0 {
			continue
		}
		out.Triage++
		out.Found.Add(found)
		if out.Dry {
			continue
		}
		t.Decision.Reason = masked
		err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if err := tx.PutTriage(ctx, t); err != nil {
				return err
			}
			return a.recordMask(ctx, tx, actor, "site/"+t.Site, found)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dropSources counts the stored sources whose text holds personal data, and drops them when
// that is asked for.
func (a *App) dropSources(ctx context.Context, actor consent.Actor, in Anonymizing, out *Anonymized) error {
	seen := map[consent.ID]bool{}
	return a.everyDone(ctx, actor.WorkspaceID, func(each consent.Analysis) error {
		if each.SourceID == "" || seen[each.SourceID] {
			return nil
		}
		seen[each.SourceID] = true
		captured, source, unreadable := a.stored(ctx, each)
		if unreadable == nil && len(consent.FindPersonal(string(captured.Text))) > 0 {
			out.Sources++
			if in.Sources && !in.Dry {
				return a.dropSource(ctx, actor, source)
			}
		}
		return ctx.Err() // what is gone or unreadable holds none
	})
}

func (a *App) dropSource(ctx context.Context, actor consent.Actor, source consent.Source) error {
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.ForgetSource(ctx, actor.WorkspaceID, source.ID); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "data.anonymize", "source/"+string(source.ID), map[string]string{"sha256": source.SHA256})
	})
	if err != nil {
		return err
	}
	return a.removeNamed(ctx, actor.WorkspaceID, []consent.ID{source.ID})
}

// redactFacts takes the facts out of old events that hold personal data.
func (a *App) redactFacts(ctx context.Context, actor consent.Actor, before time.Time, out *Anonymized) error {
	for after := int64(0); ; {
		events, err := a.Store.AuditChain(ctx, actor.WorkspaceID, after, verifyPage)
		if err != nil || len(events) == 0 {
			return err
		}
		after = events[len(events)-1].Seq
		var ids []consent.ID
		for _, e := range events {
			if e.CreatedAt.Before(before) && holdsPersonal(e) {
				ids = append(ids, e.ID)
			}
		}
		if out.Facts += len(ids); out.Dry || len(ids) == 0 {
			continue
		}
		err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if err := tx.RedactFacts(ctx, actor.WorkspaceID, ids, a.now()); err != nil {
				return err
			}
			return a.record(ctx, tx, actor, "audit.anonymize", "audit", map[string]string{"events": strconv.Itoa(len(ids))})
		})
		if err != nil {
			return err
		}
	}
}

func holdsPersonal(e consent.AuditEvent) bool {
	for _, facts := range []map[string]string{e.Detail, e.Before, e.After} {
		for _, text := range facts {
			if len(consent.FindPersonal(text)) > 0 {
				return true
			}
		}
	}
	return false
}
