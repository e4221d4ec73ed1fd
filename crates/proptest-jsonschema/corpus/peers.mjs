// Draws values by json-schema-faker: `peers.mjs SCRATCH SCHEMA COUNT`.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [scratch, schema, count] = process.argv.slice(2);
const module = path.resolve(scratch, "npm/node_modules/json-schema-faker/dist/index.js");
const { generate } = await import(pathToFileURL(module));
for (let seed = 1; seed <= Number(count); seed++) {
  const value = await generate(JSON.parse(fs.readFileSync(schema, "utf8")), { seed });
  console.log(JSON.stringify({ value }));
}
