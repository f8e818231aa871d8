package boot

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.yaml.in/yaml/v3"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

const monitoring = "../../deploy/monitoring/"

// query is a PromQL expression and where it stands.
type query struct{ where, expr string }

// queries are those of the dashboard and of the alert rules.
func queries(t *testing.T) (out []query) {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	raw, err := os.ReadFile(monitoring + "grafana/dashboards/microconsent.json")
	if err == nil {
		err = json.Unmarshal(raw, &board)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			out = append(out, query{"panel " + p.Title, target.Expr})
		}
	}
	return append(out, alerts(t)...)
}

func alerts(t *testing.T) (out []query) {
	t.Helper()
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr         string
				Labels, Annotations map[string]string
			}
		}
	}
	raw, err := os.ReadFile(monitoring + "alerts.yml")
	if err == nil {
		err = yaml.Unmarshal(raw, &rules)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			if r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["runbook"] == "" {
				t.Errorf("the alert %s lacks severity, summary or runbook", r.Alert)
			}
			out = append(out, query{"alert " + r.Alert, r.Expr})
		}
	}
	return out
}

// existing are the names of all series and the labels that they have.
type existing map[string][]string

// Register implements prometheus.Registerer.
func (e existing) Register(c prometheus.Collector) error {
	described := make(chan *prometheus.Desc, 100)
	c.Describe(described)
	close(described)
	for d := range described {
		e.add(c, d.String())
	}
	return nil
}

// MustRegister implements prometheus.Registerer.
func (e existing) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		_ = e.Register(c)
	}
}

// Unregister implements prometheus.Registerer.
func (existing) Unregister(prometheus.Collector) bool { return false }

var (
	describedName   = regexp.MustCompile(`fqName: "([^"]+)"`)
	describedLabels = regexp.MustCompile(`(?:variableLabels: \{([^}]*)\}|constLabels: \{([^}]*)\})`)
)

func (e existing) add(c prometheus.Collector, text string) {
	name := describedName.FindStringSubmatch(text)[1]
	labels := []string{"job", "instance"}
	for _, found := range describedLabels.FindAllStringSubmatch(text, -1) {
		for each := range strings.SplitSeq(found[1]+found[2], ",") {
			label, _, _ := strings.Cut(each, "=")
			labels = append(labels, label)
		}
	}
	switch c.(type) {
	case *prometheus.HistogramVec, prometheus.Histogram:
		e[name+"_sum"], e[name+"_count"], e[name+"_bucket"] = labels, labels, append(labels, "le")
	default:
		e[name] = labels
	}
}

// allMetrics are those of a process with every role.
func allMetrics(t *testing.T) existing {
	t.Helper()
	found := existing{"up": {"job", "instance"}}
	newObserver(found)
	httpx.NewMetrics(found)
	measure(nil, found, consent.Untraced{})
	found.MustRegister(newDepth(nil, nil), collectors.NewDBStatsCollector(nil, "main"),
		histogram("db_query_duration_seconds", "", nil, "kind"), counter("db_query_errors_total", "", "kind"))
	families, err := newRegistry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		found[f.GetName()] = []string{"job", "instance", "version", "ruleset", "goversion"}
	}
	return found
}

var (
	quoted    = regexp.MustCompile(`"[^"]*"`)
	variable  = regexp.MustCompile(`\[[^\]]*\]`)
	grouping  = regexp.MustCompile(`\b(?:by|without) ?\(([^)]*)\)`)
	selector  = regexp.MustCompile(`([a-z_][a-z0-9_:]*)\{([^}]*)\}`)
	matcher   = regexp.MustCompile(`([a-z_]+) ?(?:=~|!~|!=|=)`)
	word      = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z0-9_:]*`)
	functions = strings.Fields("sum max min avg count rate increase histogram_quantile absent and or unless on ignoring bool by without")
)

// named splits an expression into its metrics, the labels that each selects by, and the
// labels that it groups by.
func named(expr string) (metrics []string, selected map[string][]string, grouped []string) {
	bare := variable.ReplaceAllString(quoted.ReplaceAllString(expr, `""`), "")
	selected = map[string][]string{}
	for _, m := range selector.FindAllStringSubmatch(bare, -1) {
		for _, label := range matcher.FindAllStringSubmatch(m[2], -1) {
			selected[m[1]] = append(selected[m[1]], label[1])
		}
	}
	for _, m := range grouping.FindAllStringSubmatch(bare, -1) {
		grouped = append(grouped, word.FindAllString(m[1], -1)...)
	}
	bare = selector.ReplaceAllString(grouping.ReplaceAllString(bare, ""), "$1")
	for _, w := range word.FindAllString(bare, -1) {
		if !slices.Contains(functions, w) {
			metrics = append(metrics, w)
		}
	}
	return metrics, selected, grouped
}

// TestDashboardAndAlertsNameMetricsThatExist holds every query to the metrics that the
// program registers, and to their labels.
func TestDashboardAndAlertsNameMetricsThatExist(t *testing.T) {
	t.Parallel()
	have, used := allMetrics(t), map[string]bool{}
	all := queries(t)
	if len(all) < 30 {
		t.Fatalf("only %d queries were found", len(all))
	}
	for _, q := range all {
		metrics, selected, grouped := named(q.expr)
		if len(metrics) == 0 || strings.Count(q.expr, "(") != strings.Count(q.expr, ")") || strings.Count(q.expr, "{") != strings.Count(q.expr, "}") {
			t.Errorf("%s: %q", q.where, q.expr)
		}
		for _, m := range metrics {
			labels, ok := have[m]
			if !ok {
				t.Errorf("%s: there is no metric %s", q.where, m)
				continue
			}
			used[m] = true
			for _, l := range append(selected[m], grouped...) {
				if !slices.Contains(labels, l) {
					t.Errorf("%s: %s has no label %s", q.where, m, l)
				}
			}
		}
	}
	for name := range have {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_sum"), "_count"), "_bucket")
		if strings.HasPrefix(name, namespace) && !used[name] && !used[base+"_bucket"] && !used[base+"_count"] {
			t.Errorf("nothing looks at %s", name)
		}
	}
}

// TestTheCheckOfQueriesFindsMistakes, else the test above would prove nothing.
func TestTheCheckOfQueriesFindsMistakes(t *testing.T) {
	t.Parallel()
	metrics, selected, grouped := named(`histogram_quantile(0.95, sum by (le, route) (rate(a_bucket{x!~"b{c}", y="d"}[$__rate_interval]))) / sum(e) > 2`)
	if !slices.Equal(metrics, []string{"a_bucket", "e"}) || !slices.Equal(selected["a_bucket"], []string{"x", "y"}) || !slices.Equal(grouped, []string{"le", "route"}) {
		t.Errorf("%q, %q, %q", metrics, selected, grouped)
	}
	have := allMetrics(t)
	if have["microconsent_job_wait_seconds"] != nil || !slices.Contains(have["microconsent_job_wait_seconds_bucket"], "queue") || !slices.Contains(have["microconsent_jobs"], "state") ||
		slices.Contains(have["microconsent_jobs"], "host") || have["microconsent_nothing"] != nil {
		t.Errorf("%v", have)
	}
}
