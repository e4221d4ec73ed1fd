// Opens HTML reports in a headless Chromium, as a person would: nothing is loaded, nothing is
// complained of, causes and what they explain can be opened by keyboard, the search filters, and axe
// finds no barrier in light and in dark, on a desktop and on a phone.
//
//   node browser.mjs CHROMIUM SHOTS REPORT...
//
// leaves pictures of the last report in the folder SHOTS.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [executablePath, shots, ...reports] = process.argv.slice(2);
let passed = 0;
const check = (what, holds, told = "") => {
  if (!holds) throw new Error(`${what} ${told}`);
  passed += 1;
};

const SCREENS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const report of reports) {
    for (const [screen, viewport] of Object.entries(SCREENS)) {
      for (const colorScheme of ["light", "dark"]) await visit(report, screen, viewport, colorScheme);
    }
    await withoutScript(report);
  }
} finally {
  await browser.close();
}
console.log(`${passed} passed, 0 failed`);

// A file and its folder.
function titled(report) {
  return join(basename(dirname(report)), basename(report));
}

async function visit(report, screen, viewport, colorScheme) {
  const name = `${titled(report)}, ${screen}, ${colorScheme}`;
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const complaints = [];
  const loaded = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on("request", (request) => loaded.push(request.url()));
  const url = pathToFileURL(resolve(report)).href;
  await page.goto(url);

  check(`${name}: the verdict is the first heading`, (await page.locator("h1").count()) === 1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}: the page does not scroll sideways:`, wide <= 0, `${wide} px too wide`);
  if (report === reports.at(-1)) {
    await page.screenshot({ path: join(shots, `${screen}-${colorScheme}.png`) });
  }

  await findings(name, page);
  await search(name, page);
  await barriers(name, page);
  check(`${name}: nothing is loaded:`, loaded.every((one) => one === url), loaded.join(" "));
  check(`${name}: nothing is complained of:`, complaints.length === 0, complaints.join("\n"));
  await context.close();
}

// The last cause is closed or not; Enter on its summary turns it. What it explains is folded below.
async function findings(name, page) {
  const causes = page.locator("article.cause");
  if ((await causes.count()) === 0) return;
  const cards = page.locator("article > details");
  const card = causes.last().locator("> details").first();
  const turn = async (details) => {
    const before = await details.evaluate((one) => one.open);
    await details.locator("> summary").focus();
    await page.keyboard.press("Enter");
    return before !== (await details.evaluate((one) => one.open));
  };
  check(`${name}: Enter opens and closes a cause`, await turn(card));
  const below = causes.locator("> details.explains");
  if ((await below.count()) > 0) {
    const folded = await below.evaluateAll((all) => all.every((details) => !details.open));
    check(`${name}: what a cause explains is folded at first`, folded);
    check(`${name}: Enter unfolds what a cause explains`, await turn(below.last()));
  }
  await page.getByRole("button", { name: "Expand all" }).click();
  const open = await cards.evaluateAll((all) => all.every((details) => details.open));
  check(`${name}: all causes and findings can be opened`, open);
  check(`${name}: a request can be seen`, await card.locator(".pair pre").last().isVisible());
  await page.getByRole("button", { name: "Collapse all" }).click();
  const closed = await cards.evaluateAll((all) => all.every((details) => !details.open));
  check(`${name}: all causes and findings can be closed`, closed);
}

async function search(name, page) {
  const items = page.locator("[data-find]");
  const all = await items.count();
  if (all === 0) return;
  const shown = () => items.evaluateAll((every) => every.filter((one) => !one.hidden).length);
  const box = page.getByRole("searchbox");
  check(`${name}: everything is shown at first`, (await shown()) === all);
  await box.fill("no such words anywhere");
  check(`${name}: a search without a hit shows nothing`, (await shown()) === 0);
  const word = (await items.first().locator("code").first().textContent()).trim().slice(0, 20);
  await box.fill(word);
  const some = await shown();
  check(`${name}: a search for "${word}" shows some:`, some > 0 && (some < all || all === 1), `${some} of ${all}`);
  const said = await page.locator("output").textContent();
  check(`${name}: the hits are counted:`, said === `${some} of ${all} shown`, said);
  await box.fill("");
  await page.getByLabel("State").selectOption("kept");
  const kept = await page.locator('[data-state="kept"]').count();
  check(`${name}: a state can be chosen`, (await shown()) === kept);
  for (const state of new Set(await items.evaluateAll((every) => every.flatMap((one) => one.dataset.state ?? [])))) {
    await page.getByLabel("State").selectOption(state);
    const lost = await items.evaluateAll(
      (every, state) => every.filter((one) => one.dataset.state === state && one.closest("[hidden]")).length,
      state,
    );
    check(`${name}: nothing that is ${state} is hidden:`, lost === 0, `${lost} are`);
  }
  await page.getByLabel("State").selectOption("");
  check(`${name}: and everything again`, (await shown()) === all);
}

// The policy of the page does not let axe in, so it comes in by the debugger's door.
async function barriers(name, page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const told = violations.map((one) => {
    const nodes = one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.failureSummary}`);
    return `${one.id}: ${one.help}\n  ${nodes.join("\n  ")}`;
  });
  check(`${name}: no barriers:`, violations.length === 0, told.join("\n"));
}

// What the script adds may be missing, what is to be read may not.
async function withoutScript(report) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(report)).href);
  const name = `${titled(report)}, without script`;
  check(`${name}: no filter`, !(await page.locator("#filter").isVisible()));
  check(`${name}: the verdict`, await page.locator("h1").isVisible());
  const rows = page.locator("#clauses tbody tr");
  if ((await rows.count()) > 0) {
    // The browser itself unfolds it.
    await page.locator("#clauses summary").first().click();
    check(`${name}: clauses`, await rows.first().isVisible());
  }
  await context.close();
}
