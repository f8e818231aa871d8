package app

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// lineGone is what stands for a line that named a removed site.
const lineGone = "Removed with everything about its site."

// batchEdit changes the texts that batches hold: their names and what was refused of them.
type batchEdit struct {
	workspace consent.ID
	dry       bool // count only
	change    func(*consent.BatchError) bool
	// record writes the event of a batch in which so many texts were changed.
	record func(ctx context.Context, tx consent.Store, batch consent.ID, n int) error
}

// editBatches goes through all batches and says how many texts it changed, or would change.
func (a *App) editBatches(ctx context.Context, e batchEdit) (total int, err error) {
	for cursor := (*consent.Cursor)(nil); ; {
		page, err := a.Store.Batches(ctx, e.workspace, cursor, consent.MaxLimit)
		if err != nil {
			return total, err
		}
		for _, b := range page.Items {
			n, err := a.editBatch(ctx, e, b)
			if err != nil {
				return total, err
			}
			total += n
		}
		if cursor = page.Next; cursor == nil {
			return total, nil
		}
	}
}

func (a *App) editBatch(ctx context.Context, e batchEdit, b consent.Batch) (int, error) {
	lines, err := a.changedLines(ctx, e, b.ID)
	if err != nil {
		return 0, err
	}
	n, name := len(lines), consent.BatchError{Text: b.Name}
	renamed := e.change(&name)
	if renamed {
		n++
	}
	if n == 0 || e.dry {
		return n, nil
	}
	return n, a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.SaveBatchErrors(ctx, e.workspace, b.ID, lines); err != nil {
			return err
		}
		if renamed {
			b, err := tx.Batch(ctx, e.workspace, b.ID)
			if err != nil {
				return err
			}
			b.Name = name.Text
			if err := tx.SaveBatch(ctx, b); err != nil {
				return err
			}
		}
		return e.record(ctx, tx, b.ID, n)
	})
}

func (a *App) changedLines(ctx context.Context, e batchEdit, batch consent.ID) (out []consent.BatchError, err error) {
	for after := 0; ; {
		found, err := a.Store.BatchErrors(ctx, e.workspace, batch, after, removeRound)
		if err != nil {
			return nil, err
		}
		for _, line := range found {
			if after = line.Line; e.change(&line) {
				out = append(out, line)
			}
		}
		if len(found) < removeRound {
			return out, nil
		}
	}
}

// forgetLines takes a site out of the texts of batches. The number of lines stays: that
// something was refused is no news about the site.
func (a *App) forgetLines(ctx context.Context, actor consent.Actor, hosts consent.SiteHosts, p Purged, dry bool) (int, error) {
	return a.editBatches(ctx, batchEdit{workspace: actor.WorkspaceID, dry: dry,
		change: func(line *consent.BatchError) bool {
			named := hosts.Named(line.Text) || hosts.Named(line.Message) || hosts.Named(withoutEnding(line.Text))
			if named {
				line.Text, line.Message = "", lineGone
			}
			return named
		},
		record: func(ctx context.Context, tx consent.Store, batch consent.ID, n int) error {
			return a.record(ctx, tx, actor, "site.purge", "site/"+p.Host, map[string]string{"batch": string(batch), "lines": strconv.Itoa(n)})
		}})
}

// withoutEnding takes the ending off the name of a file: in "example.com.html" it makes the site
// look like a longer one.
func withoutEnding(name string) string {
	ending := path.Ext(name)
	if slices.Contains([]string{".csv", ".tsv", ".txt", ".zip", ".html", ".htm", ".xhtml", ".gz"}, strings.ToLower(ending)) {
		return strings.TrimSuffix(name, ending)
	}
	return name
}

// maskLines masks personal data in the texts of batches.
func (a *App) maskLines(ctx context.Context, actor consent.Actor, in Anonymizing, out *Anonymized) (err error) {
	found := consent.PersonalCounts{}
	out.Lines, err = a.editBatches(ctx, batchEdit{workspace: actor.WorkspaceID, dry: in.Dry,
		change: func(line *consent.BatchError) bool {
			text, inText := consent.MaskPersonal(line.Text)
			message, inMessage := consent.MaskPersonal(line.Message)
			found.Add(inText)
			found.Add(inMessage)
			out.Found.Add(inText)
			out.Found.Add(inMessage)
			line.Text, line.Message = text, message
			return len(inText)+len(inMessage) > 0
		},
		record: func(ctx context.Context, tx consent.Store, batch consent.ID, _ int) error {
			defer clear(found)
			return a.recordMask(ctx, tx, actor, "batch/"+string(batch), found)
		}})
	return err
}
