// How many values a second json-schema-faker draws and serialises.
import { readFileSync } from 'node:fs';
import * as faker from 'json-schema-faker';

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const count = Number(process.argv[3]);
const generate = faker.generate ?? faker.default?.generate ?? faker.default;
await generate(schema);
const start = process.cpuUsage();
for (let i = 0; i < count; i += 1) {
  JSON.stringify(await generate(schema));
}
const used = process.cpuUsage(start);
const seconds = (used.user + used.system) / 1e6;
console.log((count / seconds).toFixed(0));
