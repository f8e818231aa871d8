// Judges HTML documents: reads [{name, html}] from standard input and writes
// [{name, line, column, rule, message}]. Used by tests; style rules are left out, since
// the templates are written by hand and minified by the template compiler.
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { text } from "node:stream/consumers";

const validator = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ["html-validate:standard"],
  rules: {
    "no-inline-style": "error",
    "valid-id": ["error", { relaxed: true }],
    "long-title": "off",
    "require-sri": "off",
    "no-trailing-whitespace": "off",
  },
}));

const found = [];
for (const { name, html } of JSON.parse(await text(process.stdin))) {
  const report = await validator.validateString(html, name);
  for (const result of report.results) {
    for (const { line, column, ruleId, message } of result.messages) {
      found.push({ name, line, column, rule: ruleId, message });
    }
  }
}
process.stdout.write(JSON.stringify(found));
