package storetest

import (
	"context"
	"fmt"
	"time"

	"microconsent/internal/consent"
)

// words: searches that an index of trigrams alone would miss or find too much with. Each
// text is an analysis of its own, so that every search says which ones it finds.
func words(r *rig) {
	r.withWorkspaces()
	texts := map[string]string{
		"short": "Go to EU or UK at 9 am", "longer": "eurovision ukulele 99 atm", "chinese": "我们使用 Cookie 来保护您的隐私。全部接受", "chinese 2": "个人信息安全密码",
		"japanese": "プライバシーポリシーに同意する", "korean": "모두 동의합니다", "thai": "ยอมรับทั้งหมด", "mixed": "承認OK済み 同意", "emoji": "🍪 Cookies? 👍🏽 ok", "flag": "🇩🇪 deutsch",
		"percent": "100% sicher", "underscore": "user_id=5", "escape": "wow! wirklich\\so", "quote": `it's "fine"`, "none of them": "1000 userXid wow wirklich",
	}
	made := map[string]consent.Analysis{}
	for name, text := range texts {
		made[name] = r.analyzed(start.Add(time.Duration(len(made))*time.Second), func(a *consent.Analysis) {
			*a = consent.Analysis{ID: a.ID, WorkspaceID: a.WorkspaceID, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, Status: consent.StatusCompleted,
				Source: consent.SourceRef{Kind: consent.SourceText}}
			a.Clauses = []consent.Clause{{Text: text}}
		})
	}
	for query, want := range map[string][]string{
		"eu": {"short"}, "EU UK": {"short"}, "9": {"short"}, "99": {"longer"}, "at": {"short"}, "uk -eu": nil, "ukulele": {"longer"},
		"私": {"chinese"}, "我": {"chinese"}, "密": {"chinese 2"}, "隐私": {"chinese"}, "全部接受": {"chinese"}, "接受全部": nil, "信息安全": {"chinese 2"}, "使用": {"chinese"},
		"同": {"japanese", "mixed"}, "同意": {"japanese", "mixed"}, "同意する": {"japanese"}, "シー": {"japanese"}, "ー": {"japanese"}, "ok": {"mixed", "emoji"}, "承認": {"mixed"}, "認済": nil,
		"동의": {"korean"}, "합": {"korean"}, "ยอม": {"thai"}, "รั": {"thai"},
		"🍪": {"emoji"}, "👍🏽": {"emoji"}, "🍪 👍": {"emoji"}, "🍕": nil, "🇩🇪": {"flag"},
		"100%": {"percent"}, "user_id": {"underscore"}, "wow!": {"escape"}, `wirklich\so`: {"escape"}, "it's": {"quote"}, "1%0": nil, "u__r": nil, "!wow": nil,
	} {
		ids := map[consent.ID]bool{}
		for _, id := range r.idsOf(consent.Filter{Query: query}) {
			ids[id] = true
		}
		var got []string
		for name, a := range made {
			if ids[a.ID] {
				got = append(got, name)
			}
		}
		r.same("search for "+query, setOf(got), setOf(want))
		count := must[int](r)(r.CountMatching(r.t.Context(), r.workspace, consent.Filter{Query: query}))
		r.same("count of "+query, count, len(want))
	}
}

func setOf(in []string) map[string]bool {
	out := map[string]bool{}
	for _, each := range in {
		out[each] = true
	}
	return out
}

// farWords: words of every frequency are found in order and page by page, also where more
// analyses than are looked through at once lie between two that have them.
func farWords(r *rig) {
	r.withWorkspaces()
	var oldest []consent.ID
	r.ok(r.InTx(r.t.Context(), func(ctx context.Context, tx consent.Store) error {
		for i := range 1500 {
			a := r.queued(start.Add(time.Duration(i) * time.Second))
			a.Source.Title = "common"
			for every, word := range map[int]string{7: "seventh", 100: "hundredth", 700: "seldom", 31: "密"} {
				if i%every == 0 {
					a.Source.Title += " " + word
				}
			}
			if err := tx.CreateAnalysis(ctx, a); err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
			oldest = append(oldest, a.ID)
		}
		return nil
	}))
	for every, word := range map[int]string{1: "common", 7: "seventh", 100: "hundredth", 700: "seldom", 31: "密"} {
		var want []consent.ID
		for i := 0; i < len(oldest); i += every {
			want = append(want, oldest[i])
		}
		r.same("count of "+word, must[int](r)(r.CountMatching(r.t.Context(), r.workspace, consent.Filter{Query: word})), len(want))
		for order, want := range map[consent.Sort][]consent.ID{consent.SortNewest: reversed(want), consent.SortOldest: want} {
			got := walk(r, func(c *consent.Cursor) ([]consent.ID, *consent.Cursor) {
				p := must[consent.Page[consent.Analysis]](r)(r.Analyses(r.t.Context(), r.workspace, consent.Filter{Query: word, Sort: order, Cursor: c}))
				var ids []consent.ID
				for _, a := range p.Items {
					ids = append(ids, a.ID)
				}
				return ids, p.Next
			})
			r.same(fmt.Sprintf("%s, order %s", word, order), got, want)
		}
		r.atMost(word, len(want))
	}
}

// atMost: facets and charts of a search tell no more than there is, and all of it when they
// say so.
func (r *rig) atMost(word string, want int) {
	r.t.Helper()
	f := consent.Filter{Query: word}
	facets := must[consent.Facets](r)(r.Facets(r.t.Context(), r.workspace, f))
	stats := must[consent.Stats](r)(r.Stats(r.t.Context(), r.workspace, f))
	for _, got := range []struct {
		total int
		exact bool
	}{{facets.Total, facets.Exact}, {stats.Total, stats.Exact}} {
		if got.total > want || got.total == 0 || got.exact != (got.total == want) && got.exact {
			r.t.Errorf("%s: total %d, exact %v; there are %d", word, got.total, got.exact, want)
		}
	}
	if queued := facets.Of("status"); len(queued.Values) != 1 || queued.Values[0].Count != facets.Total && queued.Newest == 0 {
		r.t.Errorf("%s: %+v of %d", word, queued, facets.Total)
	}
}
