package e2e

import (
	"context"
	"flag"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

// pictures is where `make pictures` wants those of the documents.
var pictures = flag.String("pictures", "", "folder to write the pictures of the documents to")

// A picture is cut to this size: what is far down is much the same.
const (
	pictureWide = 1280
	pictureHigh = 1400
)

// shot is a page that the documents show, in one theme or in both.
type shot struct {
	name string
	path func(s *server, tab *browser.Tab) string
	dark bool
}

func at(path string) func(*server, *browser.Tab) string {
	return func(*server, *browser.Tab) string { return path }
}

// linked is the first link on a page that fits the pattern.
func linked(page, pattern string) func(*server, *browser.Tab) string {
	return func(s *server, tab *browser.Tab) string {
		tab.Open(s.base + page)
		found := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(tab.HTML())
		if found == nil {
			s.t.Fatalf("%s has no link to %s", page, pattern)
		}
		return strings.ReplaceAll(found[1], "&amp;", "&")
	}
}

// compared leads from a list of analyses to what changed in the newest of them.
func compared(list string) func(*server, *browser.Tab) string {
	return func(s *server, tab *browser.Tab) string {
		return linked(linked(list, `/analyses/[0-9a-f-]{36}`)(s, tab), `/compare\?base=[^"]*head=[^"]*`)(s, tab)
	}
}

func shots() []shot {
	return []shot{
		{"history", at("/analyses"), true}, {"charts", at("/analyses/charts"), false},
		{"detail", linked("/analyses?site=portside-courier.example", `/analyses/[0-9a-f-]{36}`), true},
		{"source", linked("/analyses?site=stadtbote.example", `/analyses/[0-9a-f-]{36}`), false},
		{"compare", compared("/analyses?site=kaffeekontor.example&grade=A&sort=created_at"), true},
		{"sites", at("/sites"), false}, {"site", at("/sites/kaffeekontor.example"), false}, {"insights", at("/insights"), true},
		{"jobs", at("/jobs"), false}, {"submit", at("/analyses/new"), false}, {"settings", at("/settings/keys"), false},
	}
}

// Every page of the documents can be drawn, in a picture of a bounded size.
func TestPictures(t *testing.T) {
	t.Parallel()
	folder := *pictures
	if folder == "" {
		folder = t.TempDir()
	}
	dir, env := seeded(t)
	s := start(t, dir, env)
	s.submit()
	tab := browser.New(t, browser.Size(pictureWide, 900))
	signIn(tab, s.base)
	for _, shot := range shots() {
		path := shot.path(s, tab)
		if shot.name == "source" {
			path += "/source"
		}
		tab.Open(s.base + path)
		s.drawn(tab)
		take(t, tab, filepath.Join(folder, shot.name+".png"))
		if shot.dark {
			tab.Restyle(browser.Dark(), browser.Size(pictureWide, 900))
			s.drawn(tab)
			take(t, tab, filepath.Join(folder, shot.name+"-dark.png"))
			tab.Restyle(browser.Size(pictureWide, 900))
		}
	}
	report := browser.New(t, browser.Size(pictureWide, 900), browser.NoScript())
	report.Open("file://" + s.reportFile(linked("/analyses?site=portside-courier.example", `/analyses/[0-9a-f-]{36}`)(s, tab)))
	take(t, report, filepath.Join(folder, "report.png"))
}

// drawn waits until what the page loads by itself is there and its charts are drawn; a page
// without any is ready at once.
func (s *server) drawn(tab *browser.Tab) {
	s.t.Helper()
	s.await("charts", func(context.Context) bool {
		text := tab.HTML()
		return !strings.Contains(text, "Charts of these analyses") && !strings.Contains(text, "Counts by grade, platform") && strings.Count(text, `data-drawn="true"`) == strings.Count(text, "data-echarts=")
	})
}

// take writes a picture, cut to size and with a palette of its own, which makes it small.
func take(t *testing.T, tab *browser.Tab, file string) {
	t.Helper()
	tab.Screenshot(file)
	picture := decode(t, file)
	if width := picture.Bounds().Dx(); width != pictureWide {
		t.Errorf("%s is %d wide", file, width)
	}
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	small := png.Encoder{CompressionLevel: png.BestCompression}
	if err := small.Encode(out, reduced(picture)); err != nil {
		t.Fatal(err)
	}
	if info, err := out.Stat(); err != nil || info.Size() > 300_000 {
		t.Errorf("%s: %d bytes, %v", file, info.Size(), err)
	}
}

func decode(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// reduced is the upper part of a picture in its 256 most frequent colors.
func reduced(picture image.Image) image.Image {
	b := picture.Bounds()
	b.Max.Y = min(b.Max.Y, b.Min.Y+pictureHigh)
	count := map[color.RGBA]int{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[rgba(picture, x, y)]++
		}
	}
	palette := frequent(count)
	near := map[color.RGBA]uint8{}
	out := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := rgba(picture, x, y)
			if _, known := near[c]; !known {
				near[c] = uint8(palette.Index(c))
			}
			out.SetColorIndex(x, y, near[c])
		}
	}
	return out
}

func rgba(picture image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)
}

func frequent(count map[color.RGBA]int) color.Palette {
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int { return count[b] - count[a] })
	var out color.Palette
	for _, c := range all[:min(len(all), 256)] {
		out = append(out, c)
	}
	return out
}

// reportFile keeps the report of the analysis at a path as a file,
// and returns where that is.
func (s *server) reportFile(path string) string {
	s.t.Helper()
	id := strings.TrimPrefix(path, "/analyses/")
	file := filepath.Join(s.t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(s.get(s.client(), "/api/v1/analyses/"+id+"/report.html", http.StatusOK)), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return file
}
