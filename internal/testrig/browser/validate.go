package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// InvalidHTML returns what html-validate finds wrong with documents as the server sent
// them, each message with the document's name and line. It starts Node.js once for all.
func InvalidHTML(t testing.TB, documents map[string]string) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		absent(t, "Node.js is missing: html-validate needs it")
	}
	nodeModule(t, "html-validate/package.json")
	names := slices.Sorted(maps.Keys(documents))
	in, err := json.Marshal(inOrder(names, documents))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join(root(t), "scripts", "validate-html.mjs"))
	cmd.Stdin = bytes.NewReader(in)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("html-validate: %v\n%s", err, problems.String())
	}
	var found []struct {
		Name, Rule, Message string
		Line, Column        int
	}
	if err := json.Unmarshal(out.Bytes(), &found); err != nil {
		t.Fatalf("html-validate: %v", err)
	}
	messages := make([]string, len(found))
	for i, f := range found {
		messages[i] = fmt.Sprintf("%s:%d:%d: %s (%s)", f.Name, f.Line, f.Column, f.Message, f.Rule)
	}
	return messages
}

type document struct {
	Name string `json:"name"`
	HTML string `json:"html"`
}

func inOrder(names []string, documents map[string]string) []document {
	out := make([]document, len(names))
	for i, name := range names {
		out[i] = document{name, documents[name]}
	}
	return out
}
