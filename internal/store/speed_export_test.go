package store_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// exportMemory is what an export of everything may take, resident, in KiB.
const exportMemory = 150 << 10

// exports runs the command as a process of its own and reads the most memory that it had
// resident (VmHWM of proc(5)).
func (r *report) exports(s *subject) {
	r.t.Helper()
	dir := r.t.TempDir()
	program := filepath.Join(dir, "microconsent")
	build := exec.CommandContext(r.t.Context(), "go", "build", "-o", program, "microconsent/cmd/microconsent")
	if out, err := build.CombinedOutput(); err != nil {
		r.t.Fatalf("%v\n%s", err, out)
	}
	r.add("\nExport of %d analyses from %s, as a process\n%-8s %9s %12s %12s", s.n, s.name, "format", "time", "file", "memory")
	for _, format := range []string{"csv", "xlsx"} {
		file := filepath.Join(dir, "all."+format)
		cmd := exec.CommandContext(r.t.Context(), program, "export", "--format", format, "--out", file)
		cmd.Env = append(os.Environ(), "MICROCONSENT_DATABASE_URL="+s.url, "MICROCONSENT_BLOB_URL=file://"+filepath.Join(dir, "blobs"), "TMPDIR="+dir)
		begun := time.Now()
		most, err := peak(cmd)
		info, statErr := os.Stat(file)
		if err != nil || statErr != nil {
			r.t.Fatalf("%s: %v, %v", format, err, statErr)
		}
		r.add("%-8s %8.0fs %8.1f MiB %8.1f MiB", format, time.Since(begun).Seconds(), float64(info.Size())/(1<<20), float64(most)/1024)
		r.must(most < exportMemory, "the export as %s takes %d MiB", format, most>>10)
	}
}

// peak runs a command and looks at its memory until it ends; the mark only rises.
func peak(cmd *exec.Cmd) (kib int, err error) {
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for look := time.NewTicker(50 * time.Millisecond); ; {
		select {
		case err := <-ended:
			look.Stop()
			if err != nil {
				err = fmt.Errorf("%w: %s", err, said.String())
			}
			return kib, err
		case <-look.C:
			kib = max(kib, highWater(cmd.Process.Pid))
		}
	}
}

func highWater(pid int) int {
	file, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return n
		}
	}
	return 0
}
