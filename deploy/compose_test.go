package deploy

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"microconsent/internal/config"
)

// load reads a compose file as docker compose does, with every profile.
func load(t *testing.T, path string) *types.Project {
	t.Helper()
	return loadWith(t, path, types.Mapping{}, "*")
}

// loadWith reads one with an environment and some profiles.
func loadWith(t *testing.T, path string, env types.Mapping, profiles ...string) *types.Project {
	t.Helper()
	project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  "..",
		ConfigFiles: []types.ConfigFile{{Filename: path}},
		Environment: env,
	}, func(o *loader.Options) { o.SetProjectName("microconsent", false) }, loader.WithProfiles(profiles))
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
	for profile, want := range map[string][]string{
		"":           {"migrate", "postgres", "redis", "web", "worker"},
		"monitoring": {"grafana", "migrate", "postgres", "prometheus", "redis", "web", "worker"},
	} {
		got := loadWith(t, production, types.Mapping{}, profile).ServiceNames()
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("profile %q: services %q, want %q", profile, got, want)
		}
	}
}

// TestWorkersScale: any number of workers, none of which publishes a port or has a name of
// its own that a second one would clash with.
func TestWorkersScale(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]int{"": 2, "7": 7} {
		env := types.Mapping{}
		if given != "" {
			env["WORKERS"] = given
		}
		worker := loadWith(t, production, env, "").Services["worker"]
		if worker.GetScale() != want || len(worker.Ports) > 0 || worker.ContainerName != "" || slices.Contains(worker.Command, "--name") {
			t.Errorf("WORKERS=%s: %d workers, ports %v, name %q, command %q", given, worker.GetScale(), worker.Ports, worker.ContainerName, worker.Command)
		}
	}
}

// TestMountedFilesExist: docker compose would make a folder of what is missing.
func TestMountedFilesExist(t *testing.T) {
	t.Parallel()
	for name, s := range load(t, production).Services {
		for _, v := range s.Volumes {
			if v.Type != types.VolumeTypeBind {
				continue
			}
			if _, err := os.Stat(v.Source); err != nil || !v.ReadOnly {
				t.Errorf("%s mounts %s: read-only %v, %v", name, v.Source, v.ReadOnly, err)
			}
		}
	}
}

// TestRedisHasAPassword: the server's file asks for one and the program's address has it.
func TestRedisHasAPassword(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, folder := range []string{"scripts", "deploy"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script, err := os.ReadFile("../scripts/secrets.sh")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "scripts", "secrets.sh")
	if err := os.WriteFile(path, script, 0o755); err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for range 2 { // the second time changes nothing
		if out, err := exec.CommandContext(t.Context(), "bash", path).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for name := range load(t, production).Secrets {
			text, err := os.ReadFile(filepath.Join(dir, "deploy", "secrets", name))
			if err != nil || len(text) < 20 || written[name] != "" && written[name] != string(text) {
				t.Errorf("%s: %v, %q after %q", name, err, text, written[name])
			}
			written[name] = string(text)
		}
	}
	password := strings.TrimSuffix(strings.TrimPrefix(written["redis_url"], "redis://:"), "@redis:6379/0")
	if len(password) < 32 || !strings.HasPrefix(written["redis_conf"], "requirepass "+password+"\n") {
		t.Errorf("%s and %s", written["redis_url"], written["redis_conf"])
	}
}

// pinned is an image name with a version to the last digit.
var pinned = regexp.MustCompile(`^(?:[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+|[a-z]+/[a-z]+:v?\d+\.\d+\.\d+)$`)

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
	for _, name := range []string{"postgres", "redis", "prometheus"} {
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
