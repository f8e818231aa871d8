// Package deploy holds what runs the program in containers, and the test of
// docker-compose.yml.
package deploy
