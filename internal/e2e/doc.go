// Package e2e tests the built program from outside, in a real browser: the main job with
// and without JavaScript, by keyboard, and what every page must keep (accessibility, valid
// HTML, no console error, no policy violation, small sizes).
package e2e
