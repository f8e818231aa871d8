package deploy

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"microconsent/internal/config"
)

// load reads a compose file as docker compose does, with a given environment.
func load(t *testing.T, path string) *types.Project {
	t.Helper()
	project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  "..",
		ConfigFiles: []types.ConfigFile{{Filename: path}},
		Environment: types.Mapping{},
	}, func(o *loader.Options) { o.SetProjectName("microconsent", false) })
	if err != nil {
		t.Fatal(err)
	}
	return project
}

const (
	production = "../docker-compose.yml"
	forTests   = "compose.test.yml"
)

func TestServices(t *testing.T) {
	t.Parallel()
	got := load(t, production).ServiceNames()
	slices.Sort(got)
	want := []string{"migrate", "postgres", "redis", "web", "worker"}
	if !slices.Equal(got, want) {
		t.Errorf("services %q, want %q", got, want)
	}
}

// pinned is an image name with a version to the last digit.
var pinned = regexp.MustCompile(`^[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+$`)

func TestImagesArePinned(t *testing.T) {
	t.Parallel()
	for _, path := range []string{production, forTests} {
		for name, s := range load(t, path).Services {
			if s.Build == nil && !pinned.MatchString(s.Image) {
				t.Errorf("%s: %s runs %q", path, name, s.Image)
			}
		}
	}
}

func TestHealthChecks(t *testing.T) {
	t.Parallel()
	for name, s := range load(t, production).Services {
		once := s.Restart == "no"
		if !once && (s.HealthCheck == nil || len(s.HealthCheck.Test) < 2 || s.HealthCheck.Timeout == nil || s.HealthCheck.Interval == nil) {
			t.Errorf("%s has no health check", name)
		}
		for other, d := range s.DependsOn {
			if d.Condition == types.ServiceConditionStarted {
				t.Errorf("%s does not wait until %s is ready", name, other)
			}
		}
	}
}

func TestServicesAreConfined(t *testing.T) {
	t.Parallel()
	project := load(t, production)
	for name, s := range project.Services {
		if !s.ReadOnly || s.User == "" || s.User == "root" || strings.HasPrefix(s.User, "0") || s.Privileged {
			t.Errorf("%s: read-only %v, user %q, privileged %v", name, s.ReadOnly, s.User, s.Privileged)
		}
		if !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s keeps %v, %v", name, s.CapDrop, s.SecurityOpt)
		}
		for _, p := range s.Ports {
			if p.HostIP != "127.0.0.1" {
				t.Errorf("%s listens on %q", name, p.HostIP)
			}
		}
	}
	if !project.Networks["inside"].Internal {
		t.Error("the inside network has a way out")
	}
	for _, name := range []string{"postgres", "redis"} {
		service := project.Services[name]
		if nets := service.NetworksByPriority(); !slices.Equal(nets, []string{"inside"}) {
			t.Errorf("%s is on %q", name, nets)
		}
	}
}

func TestSettingsExist(t *testing.T) {
	t.Parallel()
	for name, s := range load(t, production).Services {
		for variable := range s.Environment {
			if strings.HasPrefix(variable, config.Prefix) && !known(variable) {
				t.Errorf("%s sets %s, which is no setting", name, variable)
			}
		}
	}
	if known("MICROCONSENT_DATABASE") || known("MICROCONSENT_LISTEN_FILE") || !known("MICROCONSENT_REDIS_URL_FILE") {
		t.Error("known tells settings from others wrongly")
	}
}

func known(variable string) bool {
	return slices.ContainsFunc(config.Table(), func(s config.Setting) bool {
		return variable == s.EnvName() || s.Secret && variable == s.EnvName()+"_FILE"
	})
}

// No password stands in the file: services get theirs from files.
func TestSecretsAreFiles(t *testing.T) {
	t.Parallel()
	project := load(t, production)
	for name, secret := range project.Secrets {
		if !strings.Contains(secret.File, "deploy/secrets/") {
			t.Errorf("secret %s comes from %q", name, secret.File)
		}
	}
	for name, s := range project.Services {
		for variable, value := range s.Environment {
			if hidden := regexp.MustCompile(`PASSWORD|DATABASE_URL|REDIS_URL|KEY`).MatchString(variable); hidden && (!strings.HasSuffix(variable, "_FILE") || !strings.HasPrefix(*value, "/run/secrets/")) {
				t.Errorf("%s is given %s openly", name, variable)
			}
		}
		for _, secret := range s.Secrets {
			if _, ok := project.Secrets[secret.Source]; !ok {
				t.Errorf("%s wants the unknown secret %s", name, secret.Source)
			}
		}
	}
}
