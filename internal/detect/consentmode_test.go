package detect

import (
	"reflect"
	"testing"

	"microconsent/internal/detect/rules"
)

func TestDefaultsIn(t *testing.T) {
	t.Parallel()
	granted := map[string]string{"ad_storage": "granted"}
	for name, c := range map[string]struct {
		script string
		want   []rules.ConsentDefault
	}{
		"granted":              {`gtag('consent', 'default', {'ad_storage': 'granted'});`, []rules.ConsentDefault{{States: granted}}},
		"no quotes at the key": {"\n" + `gtag("consent","default",{ad_storage:"granted",wait_for_update:500})`, []rules.ConsentDefault{{States: granted, Line: 1}}},
		"regions": {`gtag('consent','default',{'ad_storage':'granted','region':['US-CA', "fr"]})`,
			[]rules.ConsentDefault{{States: granted, Regions: []string{"US-CA", "FR"}}}},
		"two calls": {"gtag('consent','default',{'ad_storage':'denied'});\ngtag('consent','default',{'ad_storage':'granted'})",
			[]rules.ConsentDefault{{States: map[string]string{"ad_storage": "denied"}}, {States: granted, Line: 1}}},
		"in a comment":       {"// gtag('consent','default',{'ad_storage':'granted'})\n/* gtag('consent','default',{'ad_storage':'granted'}) */", nil},
		"lines of a comment": {"/* a\nb */ gtag('consent','default',{'ad_storage':'granted'})", []rules.ConsentDefault{{States: granted, Line: 1}}},
		"an update":          {`gtag('consent','update',{'ad_storage':'granted'})`, nil},
		"computed":           {`gtag('consent','default',{'ad_storage': ok ? 'granted' : 'denied'})`, nil},
		"an address":         {`var u="https://x.example/";gtag('consent','default',{'ad_storage':'granted'})`, []rules.ConsentDefault{{States: granted}}},
		"cut off":            {`gtag('consent','default',{'ad_storage':'granted'`, nil},
	} {
		if got := defaultsIn(c.script); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func FuzzDefaultsIn(f *testing.F) {
	f.Add(`gtag('consent','default',{'ad_storage':'granted','region':['FR']})`)
	f.Add("/* x */ // y\n('consent','default',{a_b_c:\"denied\"})")
	f.Fuzz(func(t *testing.T, script string) {
		for _, d := range defaultsIn(script) {
			if len(d.States) == 0 || d.Line < 0 {
				t.Errorf("default %+v", d)
			}
		}
	})
}
