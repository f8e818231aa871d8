// Package api is the JSON door: /api/v1 with its OpenAPI description, and the endpoints
// of the earlier system whose clients keep working. It parses, calls the use cases and
// converts; it decides nothing.
//
// The composition root calls Register(server, app, version) once, with the server of
// package httpx. Operations are described by Go types: most are registered with huma,
// which also reads and checks their input. Where one address takes JSON and multipart,
// or has a colon in its path, a plain handler stands beside a description made by hand.
//
// Idempotency-Key is accepted and not yet acted on.
package api
