// Package archtest holds the tests of the architecture: who may import whom, what a
// template may contain, how long a file may be. They need no network and no service.
package archtest
