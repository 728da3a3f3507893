// Unpacks the npm package's Chromium below .cache/chromium/<version> and prints the program's path, relative
// to the root so that the tree may be moved.
//
// The package itself would take any /tmp/chromium that is lying about. Here each version has a folder of its own
// that gets its name at the end, so that an interrupted run leaves nothing that looks finished.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// Fonts of its own: text has the same size everywhere, and has one at all where no font is installed.
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

async function unpack(home) {
  const folder = dirname(home);
  mkdirSync(folder, { recursive: true });
  const unfinished = mkdtempSync(join(folder, "unfinished-"));
  process.env.TMPDIR = unfinished; // the package unpacks into os.tmpdir()
  process.env.AWS_EXECUTION_ENV = "nodejs20.x"; // makes it unpack the libraries that it brings along as well
  const { default: chromium } = await import("@sparticuz/chromium");
  await chromium.executablePath();
  writeFileSync(join(unfinished, "fonts.conf"), FONTS);
  for (const path of [unfinished, join(unfinished, "chromium")]) {
    chmodSync(path, 0o755); // as the package leaves them, only their maker may enter
  }
  rmSync(home, { recursive: true, force: true });
  renameSync(unfinished, home);
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const description = readFileSync(join(root, "node_modules/@sparticuz/chromium/package.json"), "utf8");
const home = join(root, ".cache/chromium", JSON.parse(description).version);
const program = join(home, "chromium");
if (!existsSync(program)) {
  await unpack(home);
}
console.log(relative(root, program));
