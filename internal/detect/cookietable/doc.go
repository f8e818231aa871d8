// Package cookietable reads the cookies that a page or policy declares in tables and lists:
// name, category, provider, purpose and duration.
//
// Three forms are read: tables whose first row names the columns, also with group rows
// ("Necessary cookies") between; tables and definition lists with one label and value a row,
// as some consent managers write them for each service; and list items of the form
// "Name: _ga". The category is taken from its own column, else from the group row, the
// caption or the heading above, and only where those words say one thing.
//
// Column names are known in the languages of columns.txt. What is read is bounded, and a page
// without such elements is not looked through.
package cookietable
