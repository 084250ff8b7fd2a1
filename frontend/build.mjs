// Builds the browser side into gisapp/static/built/ under fixed names; Django's manifest storage adds the hashes.
// One file per entry, no shared chunks: an import between built files would not survive the renaming.
import { build, context } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../gisapp/static/built");
const fontFiles = join(here, "node_modules/@fontsource-variable/source-sans-3/files");
const maplibre = join(here, "node_modules/maplibre-gl/dist");
const mode = process.argv[2] ?? "";

// Letters of Romanian and of its neighbours and minorities that are outside the plain Latin file.
// They weigh a few kilobytes; the full extended file is fetched only by a page that shows another letter.
const COMMON_EXTENDED = "ĂăȘșȚțŞşŢţŐőŰűČčĆćĐđŠšŽžŁłŃńŚśŹźŻżĘęĄąŇňŘřĚěŮůĞğİ†‡№";

const shared = {
  bundle: true,
  minify: true,
  legalComments: "none",
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
  logLevel: "warning",
};

const pages = {
  ...shared,
  entryPoints: {
    main: join(here, "src/main.ts"),
    "parcel-map": join(here, "src/parcel-map/index.ts"),
    "parcel-draw": join(here, "src/parcel-draw/index.ts"),
    "chart-view": join(here, "src/chart-view/index.ts"),
  },
  format: "esm",
  outdir: out,
};

const sheets = {
  ...shared,
  entryPoints: { main: join(here, "styles/main.css"), map: join(here, "styles/map.css") },
  external: ["*.woff2", "../img/*"],
  outdir: out,
};

async function fonts() {
  const target = join(out, "fonts");
  await mkdir(target, { recursive: true });
  for (const slant of ["normal", "italic"]) {
    const extended = join(fontFiles, `source-sans-3-latin-ext-wght-${slant}.woff2`);
    await copyFile(join(fontFiles, `source-sans-3-latin-wght-${slant}.woff2`), join(target, `latin-${slant}.woff2`));
    await copyFile(extended, join(target, `extended-${slant}.woff2`));
    const common = await subsetFont(await readFile(extended), COMMON_EXTENDED, { targetFormat: "woff2" });
    await writeFile(join(target, `romanian-${slant}.woff2`), common);
  }
}

function listTests(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}

function report() {
  for (const name of readdirSync(out, { recursive: true })) {
    const file = join(out, name);
    if (statSync(file).isFile()) console.log(`${(statSync(file).size / 1024).toFixed(1).padStart(8)} KB  ${name}`);
  }
}

if (mode === "--tests") {
  const folder = join(here, ".tests");
  await rm(folder, { recursive: true, force: true });
  await build({
    ...shared,
    minify: false,
    sourcemap: "inline",
    platform: "node",
    target: "node20",
    format: "esm",
    entryPoints: listTests(join(here, "tests")),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
  });
} else {
  await mkdir(out, { recursive: true });
  await fonts();
  // The worker is MapLibre's own module, served from our origin so that the page policy can say worker-src 'self'.
  // Its source map is left out together with the line that names it: the manifest storage would look for the file.
  const worker = await readFile(join(maplibre, "maplibre-gl-worker.mjs"), "utf8");
  await writeFile(join(out, "maplibre-worker.js"), worker.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
  if (mode === "--watch") {
    for (const options of [pages, sheets]) await (await context({ ...options, minify: false })).watch();
    console.log("watching");
  } else {
    await Promise.all([build(pages), build(sheets)]);
    report();
  }
}
