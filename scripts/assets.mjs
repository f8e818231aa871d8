// Puts the browser scripts of package-lock.json into static/vendor, from where the binary
// embeds them. Run by `make assets` after `npm ci`.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const vendor = join(root, "static", "vendor");

// One file: htmx starts right after its own script and would miss an extension that a slow
// line brings later.
const joined = { "htmx-sse.min.js": ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js"] };

/** Names, versions and licences of what is in the folder, as the licences ask. */
async function licences() {
  const parts = [];
  for (const name of ["htmx.org", "echarts", "zrender"]) {
    const { version, license } = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
    const text = await readFile(join(modules, name, "LICENSE"), "utf8");
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  parts.push(await readFile(join(modules, "echarts", "NOTICE"), "utf8"));
  return parts.join("\n\n");
}

await mkdir(vendor, { recursive: true });
for (const [to, parts] of Object.entries(joined)) {
  const texts = await Promise.all(parts.map((part) => readFile(join(modules, part), "utf8")));
  const bare = texts.map((text) => text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, ""));
  await writeFile(join(vendor, to), bare.join("\n;"));
}
await build({
  entryPoints: [join(root, "scripts", "echarts.entry.mjs")],
  outfile: join(vendor, "echarts.min.js"),
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "echarts",
  target: "es2020",
  legalComments: "none",
  logLevel: "warning",
});
await writeFile(join(vendor, "LICENSES.txt"), await licences());
