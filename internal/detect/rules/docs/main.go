// Command docs writes docs/rules.md from the rules and their pages. Run it at the top of
// the module: go run ./internal/detect/rules/docs
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

const target = "docs/rules.md"

func main() {
	text, err := write(filepath.Join("internal", "detect", "rules", "testdata"))
	if err == nil {
		err = os.WriteFile(target, []byte(text), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
