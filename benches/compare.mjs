// How many values a second json-schema-faker draws and serialises.
import { readFileSync } from 'node:fs';
import * as faker from 'json-schema-faker';

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const count = Number(process.argv[3]);
const generate = faker.generate ?? faker.default?.generate ?? faker.default;
await generate(schema);
const start = performance.now();
for (let i = 0; i < count; i += 1) {
  JSON.stringify(await generate(schema));
}
const seconds = (performance.now() - start) / 1000;
const rate = (count / seconds).toFixed(0);
console.log(`${'json-schema-faker, valid'.padEnd(36)} ${rate.padStart(12)} values/s (${count} in ${seconds.toFixed(2)} s)`);
