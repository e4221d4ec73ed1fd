import { parseArgs } from 'node:util';
import { createApp } from './app.mjs';
import { defects, enable } from './defects.mjs';
import { Store } from './store.mjs';

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    key: { type: 'string' },
    users: { type: 'string', default: '120' },
    defect: { type: 'string' },
    'list-defects': { type: 'boolean' },
  },
});

if (flags['list-defects']) {
  console.log(JSON.stringify(defects));
  process.exit();
}
if (flags.defect) enable(flags.defect);

const store = new Store();
store.seed(Number(flags.users));
const app = createApp(store, flags.key);
const address = await app.listen({ port: Number(flags.port), host: '127.0.0.1' });
console.log(`listening on ${address}`);

process.on('SIGTERM', async () => {
  await app.close();
  process.exit();
});
