// Package cookies reads the names of cookies and storage keys: what they are for and whose
// they are.
//
// Method: names and patterns written by hand (own.txt) come first, then the table
// (table.tsv), then a small linear model over letter groups and the parts of the name,
// which also knows how sure it is. Categories are the four of the ICC's cookie guide as
// consent managers declare them: necessary, functional, analytics, advertising.
//
// Sources: table.tsv holds facts (name, category, owner, lifetime) of the Open Cookie
// Database (github.com/jkwakman/Open-Cookie-Database, Apache-2.0), made by cookiegen. The
// model is trained on both tables, on names written by hand, and on the names of
// CookieBlock's example crawl (MIT).
package cookies
