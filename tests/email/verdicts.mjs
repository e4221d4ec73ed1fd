// What the validators of npm say: one candidate a line in base64 on the standard input; a line of
// versions and a line for each candidate, with the names of those that take it, on the output.
// Runs in the folder that has the packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const { z } = require('zod');
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const validator = require('validator');
const { isEmail } = require('class-validator');

const schema = { type: 'string', format: 'email' };
const full = addFormats(new Ajv()).compile(schema);
const fast = addFormats(new Ajv(), { mode: 'fast' }).compile(schema);

// https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
const html =
  /^[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

const validators = {
  'ajv-formats': full,
  'ajv-formats-fast': fast,
  'class-validator': (text) => isEmail(text),
  validator: (text) => validator.isEmail(text),
  whatwg: (text) => html.test(text),
  zod: (text) => z.email().safeParse(text).success,
  'zod-string': (text) => z.string().email().safeParse(text).success,
};

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const packages = ['ajv', 'ajv-formats', 'class-validator', 'validator', 'zod'];
console.log(packages.map((name) => `${name}=${version(name)}`).join(' '));
for (const line of readFileSync(0, 'utf8').trimEnd().split('\n')) {
  const text = Buffer.from(line, 'base64').toString();
  const takes = Object.entries(validators).filter(([, takes]) => takes(text));
  console.log(takes.map(([name]) => name).join(' '));
}
