// Package webtest holds the tests of the pages as a browser meets them: over HTTP, with
// the real use cases on SQLite.
package webtest
