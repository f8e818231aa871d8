package ui

import (
	"strconv"
	"strings"
)

// The size of a sparkline in its own units, with room for the last point.
const (
	sparkWidth  = 96
	sparkHeight = 24
	sparkRoom   = 4
)

// sparkAt is where the i-th of n scores (0 to 100) stands.
func sparkAt(score, i, n int) (x, y float64) {
	x = sparkWidth - sparkRoom
	if n > 1 {
		x = sparkRoom + float64(i)*(sparkWidth-2*sparkRoom)/float64(n-1)
	}
	y = sparkRoom + float64(100-max(0, min(100, score)))*(sparkHeight-2*sparkRoom)/100
	return x, y
}

func number(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

func sparkLine(scores []int) string {
	points := make([]string, len(scores))
	for i, score := range scores {
		x, y := sparkAt(score, i, len(scores))
		points[i] = number(x) + "," + number(y)
	}
	return strings.Join(points, " ")
}

// sparkEnd is where the last score stands.
func sparkEnd(scores []int) (x, y string) {
	last := len(scores) - 1
	at, up := sparkAt(scores[last], last, len(scores))
	return number(at), number(up)
}

func sparkText(scores []int) string {
	words := make([]string, len(scores))
	for i, score := range scores {
		words[i] = strconv.Itoa(score)
	}
	return "Scores, the earliest first: " + strings.Join(words, ", ")
}
