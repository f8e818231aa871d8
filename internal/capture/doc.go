// Package capture turns a submitted source into material for the engine: it fetches URLs
// behind an address guard, and reads uploaded or pasted bytes. Everything that it meets
// is foreign and taken for hostile.
package capture
