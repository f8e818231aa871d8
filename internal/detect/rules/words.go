package rules

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/detect/match"
)

//go:embed words.txt
var wordFile string

// topic is what a piece of text is about: a section of words.txt.
type topic uint32

const (
	topicInterest topic = 1 << iota
	topicTailored
	topicPurpose
	topicWall
	topicDoubleNegative
	topicInverted
	topicLetters
	topicTerms
	topicFramework
	topicPartners
	topicBrowser
	topicOnlyNecessary
	topicMild
	topicRemember
)

// topicNames are the sections in the order of the topics.
func topicNames() []string {
	return []string{"legitimate interest", "tailored", "purpose", "wall", "double negative", "inverted", "letters", "terms", "framework",
		"partners", "browser", "only necessary", "mild", "remember"}
}

var topics = sync.OnceValue(func() *match.Set {
	phrases, err := parseWords(wordFile)
	if err != nil {
		panic(err) // the file is part of the program; its tests read it
	}
	return match.Build(phrases)
})

// parseWords reads words.txt. A piece that is too short to be looked for is refused.
func parseWords(file string) ([]match.Phrase, error) {
	var out []match.Phrase
	bit := uint32(0)
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[':
			at := slices.Index(topicNames(), strings.Trim(line, "[]"))
			if at < 0 {
				return nil, fmt.Errorf("rules: unknown section %s", line)
			}
			bit = 1 << at
			continue
		}
		for piece := range strings.SplitSeq(line, ", ") {
			if piece = strings.Trim(piece, ","); len(piece) < match.MinLength {
				return nil, fmt.Errorf("rules: %q is too short", piece)
			}
			out = append(out, match.Phrase{Text: piece, Bits: bit})
		}
	}
	return out, nil
}

// speaks says whether a text is about all of the topics.
func speaks(text string, of topic) bool {
	return topics().Bits(text, uint32(of))&uint32(of) == uint32(of)
}

// speaksOfAny says whether a text is about one of the topics.
func speaksOfAny(text string, of topic) bool { return topics().Bits(text, uint32(of))&uint32(of) != 0 }
