package consent

import "fmt"

// didYouMean is " Did you mean …?" with the nearest of the known words, "" when none is
// near.
func didYouMean(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	return ""
}

// nearest is the known word with the fewest edits, at most two and fewer than a third of
// the letters (one for short words); "" for none.
func nearest(word string, known []string) string {
	best, fewest := "", min(2, max(1, len(word)/3))+1
	if len(word) < 3 || len(word) > 40 {
		return ""
	}
	for _, each := range known {
		if n := edits(word, each); n < fewest {
			best, fewest = each, n
		}
	}
	return best
}

// edits is the Damerau-Levenshtein distance (optimal string alignment) in bytes.
func edits(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
